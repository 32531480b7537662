"""The Swedish texts about limits, dates, retries and the clock: what the rules hold an entry to."""

from __future__ import annotations

RULES: dict[str, str] = {
    # Limits
    "{amount} is more than {limit}, the largest amount that is recorded.": (
        "{amount} är mer än {limit}, det största belopp som registreras."
    ),
    "Look for a digit too many, in this amount or in what it is added to.": (
        "Se efter om det blivit en siffra för mycket, i beloppet eller i det som det läggs till."
    ),
    "The sum would be {sum}, and at most {limit} can be kept.": (
        "Summan skulle bli {sum}, och högst {limit} får plats."
    ),
    "Look for a digit too many in what was recorded before: samverk log": (
        "Se efter om det blivit en siffra för mycket i det som redan är registrerat: samverk log"
    ),
    "{number} is no number with at most {places} decimals.": (
        "{number} är inget tal med högst {places} decimaler."
    ),
    "Round it.": "Avrunda det.",
    "The year {year} is not between {first} and {last}.": (
        "Året {year} ligger inte mellan {first} och {last}."
    ),
    "The rate is {rate} %, and at most {limit} % is taken.": (
        "Procentsatsen är {rate} %, och högst {limit} % tas emot."
    ),
    "Write the rate as 2.7% or 2,7%.": "Skriv procentsatsen som 2,7%.",
    # The clock
    "The newest event, #{position}, was recorded {newest}, and now it is {now}. Times never go back along a book, so this would get that time, too. Nothing was written.": (
        "Den senaste händelsen, #{position}, registrerades {newest}, och nu är det {now}. Tiderna i en bok går aldrig bakåt, så det här skulle också få den tiden. Inget skrevs."
    ),
    "Correct the clock if it is behind. If it is right, and was ahead then, add --clock-is-right": (
        "Ställ klockan om den går efter. Går den rätt, och gick före då, lägg till --clock-is-right"
    ),
    "Record although the newest event has a time later than now: with that time.": (
        "Registrera trots att den senaste händelsens tid är senare än nu: med den tiden."
    ),
    "From event #{position} on times are later than now, the newest {newest}: a clock was ahead, or the times are false.": (
        "Från händelse #{position} är tiderna senare än nu, den senaste {newest}: en klocka gick före, eller så är tiderna falska."
    ),
    "The events are as they were recorded, and their times cannot be right.": (
        "Händelserna är som de registrerades, men deras tider kan inte vara rätta."
    ),
    "From event #{position} on times are later than now, the newest {newest}": (
        "Från händelse #{position} är tiderna senare än nu, den senaste {newest}"
    ),
    "{cause}. Correct the clock, or record with --clock-is-right.": (
        "{cause}. Ställ klockan, eller registrera med --clock-is-right."
    ),
    "Note: {later}. What was known before cannot be told from those times.": (
        "Obs: {later}. Vad som var känt dessförinnan går inte att se av de tiderna."
    ),
    "Times": "Tider",
    # Dates
    "{day} is before {basis_day}, the day of what it rests on: '{event}', event #{position}.": (
        "{day} är före {basis_day}, dagen för det som det grundas på: ”{event}”, händelse #{position}."
    ),
    "Give a day that is not earlier. Is the other day wrong? samverk show {position}": (
        "Ange en dag som inte är tidigare. Är den andra dagen fel? samverk show {position}"
    ),
    "{day} is in the future: today is {today}.": (
        "{day} ligger i framtiden: i dag är det {today}."
    ),
    "Record it when it has happened; or correct the day, or the clock of the computer.": (
        "Registrera det när det har skett; eller rätta dagen, eller datorns klocka."
    ),
    "{day} is after the agreement's end, {ends}.": "{day} är efter avtalets slut, {ends}.",
    "{day} is before the agreement's start, {starts}.": "{day} är före avtalets start, {starts}.",
    "If the day is right, add --outside-term": "Om dagen är rätt, lägg till --outside-term",
    "The claim of {day} would be due before that, {due}.": (
        "Återkravet den {day} skulle förfalla dessförinnan, {due}."
    ),
    "Give a later day with --due": "Ange en senare dag med --due",
    "A pledge of {day} cannot be for {year}, which is over by then.": (
        "En utfästelse den {day} kan inte gälla {year}, som då är slut."
    ),
    "Give the day it was made with --on, or record what was done: samverk record in-kind": (
        "Ange dagen då den gjordes med --on, eller registrera det som gjordes: samverk record in-kind"
    ),
    "The day may lie outside the agreement's term: without this it is refused.": (
        "Dagen får ligga utanför avtalstiden; annars tas den inte emot."
    ),
    # Retries
    "The key {key} was used for the same, event #{position}, with other {what}.": (
        "Nyckeln {key} användes för samma sak, händelse #{position}, men med annat: {what}."
    ),
    "Nothing was written. See it: samverk show {position}. Repeat the command as it was, or give another key to what is something else.": (
        "Inget skrevs. Se den: samverk show {position}. Upprepa kommandot som det var, eller ge det som är något annat en annan nyckel."
    ),
    "reason": "skäl",
    "evidence": "underlag",
    # Rounding
    "The rounding '{rounding}' is none that the program knows.": (
        "Avrundningen ”{rounding}” är ingen som programmet känner till."
    ),
    "Choose one of: {known}": "Välj något av: {known}",
    "The result rounds to nothing: the agreement rounds to {rounding}.": (
        "Resultatet avrundas till noll: avtalets avrundning är {rounding}."
    ),
    "Record several together, or look for a digit too few.": (
        "Registrera flera tillsammans, eller se efter om en siffra fattas."
    ),
    "The quantity would come to {quantity}, and at most {limit} is taken.": (
        "Mängden skulle bli {quantity}, och högst {limit} tas emot."
    ),
    "Look for a digit too many, in this quantity or in those recorded before.": (
        "Se efter om det blivit en siffra för mycket, i mängden eller i dem som redan är registrerade."
    ),
    "The event '{event}' could not be read again ({cause}). Nothing was recorded.": (
        "Händelsen ”{event}” skulle inte gå att läsa igen ({cause}). Inget registrerades."
    ),
    "Please tell whoever maintains the program what was to be recorded.": (
        "Berätta för den som underhåller programmet vad som skulle registreras."
    ),
}
