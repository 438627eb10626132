"""Check text that people type into registers and decisions: does it name a person or identify a patient?

A role or a shared mailbox may be published, but not a person's name. No list has every name, so roles are recognised by
their words, and any other cell of a role column that could be a name is withheld. In sentences, a person is recognised
by a title, a common forename before a surname, a personal email address or a telephone number; a text of nothing but
two words that ends in a common surname is a person too. Other names are missed.
"""

from __future__ import annotations

import re

from checks.privacy import personal_details
from checks.privacy.folded_text import fold_text
from checks.privacy.person_words import has_common_name, has_common_surname_alone
from checks.privacy.role_words import BODIES, ROLES
from checks.reference.nhs_number_format import is_nhs_number

MAILBOXES = re.compile(
    r"(?<![a-z])(enquir|info|contact|help|shared|generic|inbox|hello|pmo|hq|press|comms|foi|ed|ae|icb)(?![a-z])|enquir",
    re.IGNORECASE,
)
EMAIL = re.compile(r"([\w.+'-]+)@[\w-]+(\.[\w-]+)+")
TITLED = re.compile(r"\b(mr|mrs|ms|miss|dr|prof|professor)\b\.? \w", re.IGNORECASE)
TITLED_IN_TEXT = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\b\.? ([A-Z]\.? ?)*([A-Z]['’])?[A-Z][a-z]")
WHOLE_NAME = re.compile(
    r"[^\W\d_][\w'’-]*\.?( \w\.?)*( [^\W\d_][\w'’-]*){1,2}|[^\W\d_][\w'’-]+, ?[^\W\d_][\w'’-]*( \w\.?)?"
)
SENTENCE_WORDS = 4
"""From this many words on, a cell is no bare name; but without a word for a role or a body it names no role."""
WEB_ADDRESS = re.compile(r"\b(https?://|www\.)\S+", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<![\d.])(\+44 ?(\(0\) ?)?|0)(\d[ -]?){8,9}\d(?!\d)")
FORENAMES = (
    "Aaron|Abdul|Abigail|Adam|Agnes|Ahmed|Aisha|Alan|Albert|Alexander|Alexandra|Alfred|Ali|Alice|Alison|Amanda|Amelia|"
    "Amir|Amy|Andrea|Andrew|Angela|Anita|Ann|Anna|Anne|Annie|Anthony|Arthur|Asha|Audrey|Barbara|Barry|Beatrice|"
    "Benjamin|Bernard|Betty|Beverley|Brenda|Brian|Bridget|Carl|Carol|Caroline|Catherine|Charles|Cheryl|Chloe|"
    "Christine|Christopher|Claire|Clare|Colin|Craig|Cynthia|Daniel|Danielle|Darren|David|Dawn|Deborah|Denise|"
    "Dennis|Derek|Diana|Diane|Donald|Donna|Doreen|Doris|Dorothy|Douglas|Edith|Edward|Eileen|Elaine|Eleanor|Ellen|"
    "Elsie|Emily|Emma|Eric|Ethel|Evelyn|Fatima|Fiona|Frances|Francis|Frank|Frederick|Gareth|Gary|Gemma|"
    "Geoffrey|Georgina|Gerald|Gillian|Gordon|Graham|Gwen|Hannah|Harold|Harry|Hassan|Hayley|Heather|Helen|Henry|"
    "Hilda|Howard|Hussein|Ian|Ibrahim|Irene|Iris|Ivy|Jack|Jacqueline|Jane|Janet|Janice|Jason|Jean|Jeffrey|Jennifer|"
    "Jeremy|Jessica|Jill|Joan|Joanna|Joanne|Jonathan|Josephine|Joshua|Joyce|Judith|Julia|Julie|Karen|Katherine|"
    "Kathleen|Katie|Keith|Kelly|Kenneth|Kerry|Kevin|Kim|Laura|Lauren|Leanne|Lee|Leonard|Leslie|Lilian|Linda|Lisa|"
    "Lorraine|Louise|Lucy|Lynn|Malcolm|Marcus|Margaret|Maria|Marian|Marie|Marilyn|Marion|Marjorie|Mark|Martin|"
    "Matthew|Maureen|Mavis|Megan|Melanie|Melissa|Michael|Michelle|Mohamed|Mohammad|Mohammed|Molly|Muhammad|Muriel|"
    "Nancy|Natalie|Neil|Nicholas|Nicola|Nigel|Norman|Olive|Oliver|Olivia|Omar|Pamela|Patricia|Patrick|Paul|Paula|"
    "Pauline|Peter|Philip|Phyllis|Priya|Rachel|Ralph|Raymond|Rebecca|Richard|Rita|Robert|Robin|Roger|Ronald|Rosemary|"
    "Roy|Ruth|Ryan|Sally|Samantha|Samuel|Sandra|Sanjay|Sara|Sarah|Sean|Sharon|Sheila|Shirley|Simon|Sophie|Stacey|"
    "Stanley|Stephanie|Stephen|Steven|Stuart|Susan|Suzanne|Sylvia|Teresa|Thelma|Timothy|Tina|Tracey|Tracy|Trevor|"
    "Valerie|Vera|Vincent|Violet|Walter|Wayne|Wendy|Winifred|Yasmin|Yvonne|Zoe"
)
"""Forenames common in England over the last century, except those in hospitals' names and those that are months."""
FULL_NAME = re.compile(rf"(?<!St )(?<!Queen )(?<!King )\b({FORENAMES}) ([A-Z]\.? )?([A-Z][a-z'’-]+[A-Za-z'’-]*)")
TEN_DIGITS = re.compile(r"(?<![0-9])(?<!\+44 )(?<!\(0\))[0-9](?:[ .,/_-]{0,2}[0-9]){9}(?![ .,/_-]?[0-9])")
"""Ten digits, however they are grouped, but not a telephone number after +44."""
DATED = re.compile(r"(19|20)[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{2}|[0-9]{2}[-/.][0-9]{2}[-/.](19|20)[0-9]{2}")
"""A date and what follows may have ten digits too."""
NEARBY = 40
"""Characters after a name that are searched for the end of an organisation's name: 'Alexandra Park Hospital'."""
NO_NAME, NO_TEXT = "name withheld: give a role", "text withheld: it names a person"


def is_person_as_role(text: str) -> bool:
    """Whether a cell meant for a role or a shared mailbox looks like one person: a name, an address or a number."""
    plain = fold_text(text)
    if names_person(plain) or TITLED.search(plain):
        return True
    pieces = (piece.strip() for piece in re.split(r"[;/()\n]| [-–] ", EMAIL.sub("", plain)))
    return any(_is_name(piece) for piece in pieces) or _names_no_role(plain)


def _names_no_role(text: str) -> bool:
    """Whether a longer cell, as "ask Olu on bleep 2213", has no word of a role, a body or a mailbox.

    An address that gets here is that of no person.
    """
    rest = WEB_ADDRESS.sub(" ", text)
    if EMAIL.search(rest) or len(re.findall(r"[^\W\d_]{2,}", rest)) < SENTENCE_WORDS:
        return False
    return not (ROLES.search(rest) or BODIES.search(rest) or MAILBOXES.search(rest))


def names_person(text: str) -> bool:
    """Whether a text gives a person's name, personal email address or telephone number."""
    plain = fold_text(text)
    if TITLED_IN_TEXT.search(plain) or TELEPHONE.search(plain):
        return True
    if any(_is_personal_mailbox(item[1]) for item in EMAIL.finditer(plain)):
        return True
    if has_common_surname_alone(plain):
        return True
    return any(_is_full_name(plain, item) for item in FULL_NAME.finditer(plain)) or has_common_name(plain)


def tells_of_patient(text: str) -> bool:
    """Whether a text gives an NHS number, however its digits are grouped, or a date of birth."""
    plain = fold_text(text)
    written = (match[0] for match in TEN_DIGITS.finditer(plain) if not DATED.search(match[0]))
    return any(is_nhs_number(re.sub("[^0-9]", "", digits)) for digits in written) or personal_details.states_birth(
        plain
    )


def _is_name(piece: str) -> bool:
    return bool(WHOLE_NAME.fullmatch(piece)) and not (ROLES.search(piece) or BODIES.search(piece))


def _is_personal_mailbox(local_part: str) -> bool:
    words = re.sub(r"[._+-]", " ", local_part)
    return not (ROLES.search(words) or BODIES.search(words) or MAILBOXES.search(words))


def _is_full_name(text: str, match: re.Match[str]) -> bool:
    """Whether a forename and a capitalised word are a person, and not the start of an organisation's name."""
    is_role = ROLES.match(match[3]) or BODIES.match(match[3])
    return not is_role and not BODIES.search(text[match.end() : match.end() + NEARBY])


def without_person(text: str) -> str:
    """Return a cell of a role column, or NO_NAME if it looks like a person."""
    return NO_NAME if is_person_as_role(text) or tells_of_patient(text) else text


def without_personal_text(text: str) -> str:
    """Return a text from a register, or NO_TEXT if it names a person."""
    return NO_TEXT if names_person(text) or tells_of_patient(text) else text
