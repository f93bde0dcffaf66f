"""Credit codes as people write them: read into the one form they are kept in, or known for none."""

from __future__ import annotations

import pytest
from stdnum.cn.uscc import calc_check_digit

from policy.credit_code import NOT_A_CODE, fault_of, is_of_person, of_person, organisation_code_holds, read

CODE = "91110302MA9DA0018E"


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        CODE.lower(),
        " 9111 0302 MA9D A001 8E\n",
        "\uff19\uff11\uff11\uff11\uff10\uff13\uff10\uff12\uff2d\uff21\uff19\uff24\uff21\uff10\uff10\uff11\uff18\uff25",
        "\uff19\uff11\uff11\uff11\uff10\uff13\uff10\uff12\uff4d\uff41\uff19\uff44\uff41\uff10\uff10\uff11\uff18\uff45",
        "91110302\u3000MA9DA0018\u00a0E",
        "\ufeff91110302MA9\u200bDA0018E\u202c",
        "91110302-MA9DA001-8-E",
        "91110302\u2014MA9DA001\uff0d8\u2013E",
    ],
)
def test_code_is_read_when_it_is_written_otherwise(written: str) -> None:
    assert read(written) == CODE


# A rural collective, any other register's, the army's; and all of these in lower case.
@pytest.mark.parametrize("code", ["N2110302MF00000132", "Y1110302MF0000021P", "A1110302MF000003X4", "51110302MF00000489"])
def test_code_is_read_when_it_begins_with_a_letter_or_another_register(code: str) -> None:
    assert (read(code), read(code.lower())) == (code, code)
    assert calc_check_digit(code[:-1]) == code[-1]


@pytest.mark.parametrize(
    "written",
    [
        "",
        " \u200b",
        CODE[:-1],
        CODE + "0",
        CODE[:-1] + "F",
        "91110302MA9DA0081E",
        CODE.replace("0", "O"),
        CODE.replace("1", "I"),
        CODE[:-1] + "\uff3a",
        "\u0669" + CODE[1:],
        "京" + CODE[1:],
        CODE.replace("M", "\u039c"),
        "00000000000000000 ",
    ],
)
def test_code_is_none_when_a_sign_is_wrong_missing_or_too_much(written: str) -> None:
    assert read(written) is None


@pytest.mark.parametrize("letter", "IOSVZioz")
def test_fault_names_the_letters_that_no_code_has(letter: str) -> None:
    assert fault_of(letter + CODE[1:]).zh == "统一社会信用代码不含字母I、O、S、V、Z"


@pytest.mark.parametrize(("written", "count"), [(CODE[:-1], 17), (CODE + "0", 19)])
def test_fault_names_the_length_when_it_is_wrong(written: str, count: int) -> None:
    assert fault_of(written).zh == f"统一社会信用代码应为18位，所填为{count}位"
    assert fault_of(written).en.endswith(str(count))


def test_fault_names_the_check_digit_when_nothing_else_is_wrong() -> None:
    assert fault_of(CODE[:-1] + "F") == NOT_A_CODE


def test_organisation_code_holds_when_its_own_check_digit_does() -> None:
    assert [organisation_code_holds(code) for code in (CODE, CODE[:16] + "9E")] == [True, False]


@pytest.mark.parametrize("drawn", [0, 1, 31**16 - 1, 31**16 + 7, 2**128 - 1])
def test_person_has_a_code_in_the_form_of_a_credit_code_that_no_register_gives(drawn: int) -> None:
    code = of_person(drawn)
    assert (read(code), code[0], code[-1]) == (code, "P", calc_check_digit(code[:-1]))
    assert (is_of_person(code), is_of_person(CODE)) == (True, False)
