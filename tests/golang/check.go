// Checkpoints and proofs of Samverk are judged here by another implementation: sumdb/note and
// sumdb/tlog, by which Go checks what it downloads. It shares no code with the program.
//
// Reads a JSON list of cases, and writes a list of answers: how many signatures have verified
// ("1", "2" ...), or "no: " and why.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A testCase is a note, a proof of an event, or what adds a checkpoint to a smaller one.
type testCase struct {
	Kind string   // "note", "event", "addition"
	Text string   // what is judged
	Old  string   // the smaller checkpoint, of an addition
	Keys []string // whose signatures have to be true
}

// A cosigner checks signatures of C2SP tlog-cosignature, which package note has no verifier for.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func verifierOf(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no key")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 4 {
		return note.NewVerifier(text)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the id is not this key's")
	}
	return cosigner{parts[0], hash, data[1:]}, nil
}

// A tree is what a checkpoint says.
type tree struct {
	origin string
	size   int64
	root   tlog.Hash
	signed int
}

func open(text string, keys []string) (t tree, err error) {
	var known []note.Verifier
	for _, key := range keys {
		verifier, err := verifierOf(key)
		if err != nil {
			return t, err
		}
		known = append(known, verifier)
	}
	opened, err := note.Open([]byte(text), note.VerifierList(known...))
	if err != nil {
		return t, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 {
		return t, errors.New("no checkpoint")
	}
	t.origin, t.signed = lines[0], len(opened.Sigs)
	if t.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return t, err
	}
	if strconv.FormatInt(t.size, 10) != lines[1] {
		return t, errors.New("another way to write the size")
	}
	t.root, err = tlog.ParseHash(lines[2])
	return t, err
}

func hashes(lines []string) (found []tlog.Hash, err error) {
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

func event(c testCase) (tree, error) {
	head, checkpoint, _ := strings.Cut(c.Text, "\n\n")
	t, err := open(checkpoint, c.Keys)
	if err != nil {
		return t, err
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return t, errors.New("no proof")
	}
	if !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return t, errors.New("no proof")
	}
	entry, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
	if err != nil {
		return t, err
	}
	index, err := strconv.ParseInt(lines[2][len("index "):], 10, 64)
	if err != nil {
		return t, err
	}
	path, err := hashes(lines[3:])
	if err != nil {
		return t, err
	}
	return t, tlog.CheckRecord(path, t.size, t.root, index, tlog.RecordHash(entry))
}

func addition(c testCase) (tree, error) {
	head, checkpoint, _ := strings.Cut(c.Text, "\n\n")
	t, err := open(checkpoint, c.Keys)
	if err != nil {
		return t, err
	}
	old, err := open(c.Old, c.Keys)
	if err != nil {
		return t, err
	}
	lines := strings.Split(head, "\n")
	if lines[0] != fmt.Sprintf("old %d", old.size) || old.origin != t.origin {
		return t, errors.New("a proof of others")
	}
	path, err := hashes(lines[1:])
	if err != nil {
		return t, err
	}
	if old.size == t.size && len(path) == 0 && old.root == t.root {
		return t, nil // which package tlog takes no proof of
	}
	return t, tlog.CheckTree(path, t.size, t.root, old.size, old.root)
}

func judged(c testCase) (answer string) {
	defer func() {
		if found := recover(); found != nil {
			answer = fmt.Sprint("no: ", found)
		}
	}()
	var t tree
	var err error
	switch c.Kind {
	case "note":
		t, err = open(c.Text, c.Keys)
	case "event":
		t, err = event(c)
	default:
		t, err = addition(c)
	}
	if err != nil {
		return "no: " + err.Error()
	}
	return strconv.Itoa(t.signed)
}

func main() {
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	answers := make([]string, len(cases))
	for number, c := range cases {
		answers[number] = judged(c)
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
