"""Write the bytes of events that have none yet in tests/golden/events; what is there stays."""

from test_events_codec import ENVELOPES, golden

from events.record import encode

if __name__ == "__main__":
    for name, envelope in ENVELOPES.items():
        if not golden(name).exists():
            golden(name).write_bytes(encode(envelope))
