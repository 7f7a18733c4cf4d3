"""Phone numbers as people in France type them, overseas included, to E.164."""

import phonenumbers

# Numbers of these territories are typed with ten digits and a leading zero, exactly like those of
# the mainland, which cannot dial them under its own +33: they are recognised by their first digits
# (Arcep, plan national de numérotation). Saint-Pierre, New Caledonia, Polynesia and Wallis have
# short plans of their own, six or eight digits long: such a number is only understood when its
# country is known, or a mainland number cut short would become somebody else's.
OVERSEAS_PREFIXES = {
    "0262": "RE",
    "0263": "RE",
    "0692": "RE",
    "0693": "RE",
    "0269": "YT",
    "0639": "YT",
    "0590": "GP",
    "0690": "GP",
    "0691": "GP",
    "0594": "GF",
    "0694": "GF",
    "0596": "MQ",
    "0696": "MQ",
    "0697": "MQ",
}
TEN_DIGIT_REGIONS = ("FR", "RE", "YT", "GP", "MF", "BL", "GF", "MQ")
FRENCH_REGIONS = (*TEN_DIGIT_REGIONS, "PM", "NC", "PF", "WF")
DEFAULT_REGION = "FR"


def _grc_phone_e164(number, country=None):
    """Return a phone number in E.164, whichever way it was typed.

    Never raises, so that what arrives from outside can be given to it as it is.

    :param str number: as typed: spaces, dots, ``00`` for ``+``…
    :param country: where it was typed: a ``res.country`` recordset, tried in its order, or an
        ISO 3166 code; France when empty
    :return: for instance ``+262692123456``, or ``False`` when it is no phone number
    """
    if not number:
        return False
    for region in _regions(number, country):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return False


def _regions(number, country):
    """Regions to read the number in, the likeliest first, each once."""
    codes = [country] if isinstance(country, str) else [c.code for c in country or ()]
    codes = [code for code in codes if code] or [DEFAULT_REGION]
    if any(code in FRENCH_REGIONS for code in codes):
        prefix = phonenumbers.normalize_digits_only(number)[:4]
        if prefix in OVERSEAS_PREFIXES and not number.lstrip().startswith("+"):
            codes.insert(0, OVERSEAS_PREFIXES[prefix])
        codes += TEN_DIGIT_REGIONS
    return dict.fromkeys(codes)


def _grc_phone_prefixes(number, country=None):
    """Return how a phone number begins in E.164 of which only the first digits are typed.

    :param str number: as typed so far: ``06 12``, ``+33 6``, ``0033 (0)6``…
    :param country: as for :func:`_grc_phone_e164`
    :return: for instance ``["+33612"]``, empty when it cannot be the beginning of a number
    :rtype: list[str]
    """
    digits = phonenumbers.normalize_digits_only(number)
    codes = [country] if isinstance(country, str) else [c.code for c in country or ()]
    region = next(filter(None, codes), DEFAULT_REGION)
    if number.lstrip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        home = str(phonenumbers.country_code_for_region(region))
        if digits.startswith(f"{home}0"):
            digits = home + digits[len(home) + 1 :]
        return [f"+{digits}"] if digits else []
    if region in FRENCH_REGIONS and digits[:4] in OVERSEAS_PREFIXES:
        region = OVERSEAS_PREFIXES[digits[:4]]
    national = digits.removeprefix("0")
    return [f"+{phonenumbers.country_code_for_region(region)}{national}"] if national else []
