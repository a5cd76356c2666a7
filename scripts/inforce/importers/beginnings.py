"""In which year a state began, for records that do not tell a succession from a consent of its own.

A succession takes effect before its day: with the state, or at once. Where a record does not say which acts
are successions, it does not show that a state which began after a treaty came into force was not bound
before the printed day. The years, of general history, say nothing else, and no effect is computed from them.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["may_have_succeeded"]

_BEGAN: Mapping[int, tuple[str, ...]] = {
    1943: ("Lebanon",),
    1946: ("Jordan", "Philippines", "Syrian Arab Republic"),
    1947: ("India", "Pakistan"),
    1948: ("Israel", "Myanmar", "Sri Lanka"),
    1949: ("Indonesia",),
    1951: ("Libya",),
    1953: ("Cambodia", "Lao People's Democratic Republic"),
    1954: ("Viet Nam",),
    1956: ("Morocco", "Sudan", "Tunisia"),
    1957: ("Ghana", "Malaysia"),
    1958: ("Guinea",),
    1960: (
        *("Benin", "Burkina Faso", "Cameroon", "Central African Republic", "Chad", "Congo", "Côte d'Ivoire"),
        *("Cyprus", "Democratic Republic of the Congo", "Gabon", "Madagascar", "Mali", "Mauritania", "Niger"),
        *("Nigeria", "Senegal", "Somalia", "Togo"),
    ),
    1961: ("Kuwait", "Sierra Leone", "United Republic of Tanzania"),
    1962: ("Algeria", "Burundi", "Jamaica", "Rwanda", "Samoa", "Trinidad and Tobago", "Uganda"),
    1963: ("Kenya",),
    1964: ("Malawi", "Malta", "Zambia"),
    1965: ("Gambia", "Maldives", "Singapore"),
    1966: ("Barbados", "Botswana", "Guyana", "Lesotho"),
    1968: ("Equatorial Guinea", "Eswatini", "Mauritius", "Nauru"),
    1970: ("Fiji", "Tonga"),
    1971: ("Bahrain", "Bangladesh", "Qatar", "United Arab Emirates"),
    1973: ("Bahamas", "Guinea-Bissau"),
    1974: ("Grenada",),
    1975: (
        *("Angola", "Cabo Verde", "Comoros", "Mozambique", "Papua New Guinea", "Sao Tome and Principe"),
        "Suriname",
    ),
    1976: ("Seychelles",),
    1977: ("Djibouti",),
    1978: ("Dominica", "Solomon Islands", "Tuvalu"),
    1979: ("Kiribati", "Saint Lucia", "Saint Vincent and the Grenadines"),
    1980: ("Vanuatu", "Zimbabwe"),
    1981: ("Antigua and Barbuda", "Belize"),
    1983: ("Saint Kitts and Nevis",),
    1984: ("Brunei Darussalam",),
    1986: ("Marshall Islands", "Micronesia (Federated States of)"),
    1990: ("Namibia", "Yemen"),
    1991: (
        *("Armenia", "Azerbaijan", "Croatia", "Estonia", "Georgia", "Kazakhstan", "Kyrgyzstan", "Latvia"),
        *("Lithuania", "North Macedonia", "Republic of Moldova", "Slovenia", "Tajikistan", "Turkmenistan"),
        "Uzbekistan",
    ),
    1992: ("Bosnia and Herzegovina", "Serbia"),
    1993: ("Czech Republic", "Czechia", "Eritrea", "Slovakia"),
    1994: ("Palau",),
    2001: ("Cook Islands",),
    2002: ("Timor-Leste",),
    2006: ("Montenegro",),
    2011: ("South Sudan",),
}
_YEARS = {name: year for year, names in _BEGAN.items() for name in names}


def may_have_succeeded(name: str, in_force: int) -> bool:
    """Say whether a state, by its name as the United Nations prints it, began in or after a year.

    >>> may_have_succeeded("Vanuatu", 1978), may_have_succeeded("Norway", 1978)
    (True, False)
    """
    return _YEARS.get(name, 0) >= in_force
