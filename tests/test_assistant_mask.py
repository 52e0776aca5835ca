import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.mask import mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我身份证是330102194001011236能领吗", "我身份证是〔身份证号〕能领吗"),
        ("33010219400101123x", "〔身份证号〕"),
        ("身份证 330102 19400101 123X，问津贴", "身份证 〔身份证号〕，问津贴"),
        ("３３０１０２１９４００１０１１２３６", "〔身份证号〕"),
        ("3301021940\u200b01011236", "〔身份证号〕"),
        ("老证330102400101123呢", "老证〔身份证号〕呢"),
        ("打13800138000找我", "打〔手机号〕找我"),
        ("+86 138-0013-8000", "〔手机号〕"),
        ("(86)13800138000", "〔手机号〕"),
        ("138 0013 8000", "〔手机号〕"),
        ("1380 013 8000", "〔手机号〕"),
        ("１３８００１３８０００", "〔手机号〕"),
        ("138\u2060001\ufeff38000。", "〔手机号〕。"),
        ("138–0013–8000", "〔手机号〕"),
        ("卡号6222 0202 0011 2233 445到账没有", "卡号〔银行卡号〕到账没有"),
        ("6222020200112233445", "〔银行卡号〕"),
        ("4111-1111-1111-1111", "〔银行卡号〕"),
        ("写信到wang.li+a@mail.example.com.cn吧", "写信到〔邮箱〕吧"),
        ("家里电话0571-88886666，", "家里电话〔电话号码〕，"),
        ("（0571）88886666", "〔电话号码〕"),
        (
            "李某330102194001011236、13800138000",
            "李某〔身份证号〕、〔手机号〕",
        ),
    ],
)
def test_personal_numbers_are_masked(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "浙民养〔2024〕113号",
        "国办发〔2019〕5号、京政发[2021]12号",
        "邮编310007",
        "统一社会信用代码91330100MA2ABCDE0X",
        "统一社会信用代码123301000000000000",
        "拨打12345或96345",
        "2024 2025 2026 2027",
        "2020-2025年建设养老床位1380013800张",
        "补助13800138000元",
        "投资13800138000.5元",
        "投资15000000000.50元",
        "每人每月100元，80周岁以上",
        "到2025年12月31日，①至③项㎡",
        "ISBN 978-7-5000-0000-1",
    ],
)
def test_other_numbers_survive(text):
    assert mask(text) == text


def test_a_credit_code_of_digits_alone_survives_by_its_check_sign():
    from assistant.mask import _CODE_SIGNS, _WEIGHTS, _luhn

    for number in range(12330100000000000, 12330100000003000):
        body = str(number)
        total = sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True))
        sign = _CODE_SIGNS[(31 - total % 31) % 31]
        if sign.isdigit() and not _luhn(body + sign):
            assert mask(body + sign) == body + sign
            return
    raise AssertionError("no such code in the range")


def test_a_name_after_a_number_is_no_unit():
    assert mask("13800138000张大爷") == "〔手机号〕张大爷"


def test_contacts_of_an_office_in_a_public_document_may_stay():
    text = "咨询电话0571-88886666，邮箱yl@example.gov.cn，联系人13800138000"
    shown = "咨询电话0571-88886666，邮箱yl@example.gov.cn，联系人〔手机号〕"
    assert mask(text, contacts=False) == shown


def test_a_run_of_digits_in_a_card_context_is_masked_whatever_its_check_digit():
    assert mask("社保卡账号 1234 5678 9012 3456") == "社保卡账号 〔银行卡号〕"


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more_and_never_raises(text):
    once = mask(text)
    assert mask(once) == once


@given(st.text("，。老人津贴\n 	", max_size=30), st.text("，。老人津贴\n 	", max_size=30))
def test_what_stands_round_a_number_stays_as_it_is(before, after):
    assert mask(f"{before}13800138000{after}") == f"{before}〔手机号〕{after}"


@pytest.mark.parametrize("hostile", ["1" * 100_000, "1-" * 50_000, "a@" * 50_000, "a." * 50_000])
def test_hostile_texts_take_linear_time(hostile):
    started = time.process_time()
    mask(hostile)
    assert time.process_time() - started < 2
