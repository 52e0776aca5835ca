"""The main task of every tab by keyboard alone, from the top of the page."""

from tests.page_browser import focused, tab_to, wait_for_answer


def open_tab(page, name: str) -> None:
    tab_to(page, f"a[data-tab={name}]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"html[data-tab={name}]")


def pick(page, elem_id: str, name: str) -> None:
    """Choose from a list by typing and Enter, as people do: once the list shows the name.

    The list narrows at a pressed key; letters that are put in, as by an input method, press
    none, so End is pressed after them.
    """
    shown = page.locator(f"#{elem_id} li.active:has-text('{name}')")
    box = page.locator(f"#{elem_id} input")
    for _ in range(5):
        tab_to(page, f"#{elem_id} input")
        page.keyboard.press("Control+A")
        page.keyboard.type(name)
        page.keyboard.press("End")
        if soon(page, lambda: shown.count() > 0):
            page.keyboard.press("Enter")
            if soon(page, lambda: name in box.input_value() and not shown.count()):
                return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{name} could not be chosen: {box.input_value()}")


def soon(page, holds) -> bool:
    """Whether something comes to hold within five seconds."""
    for _ in range(25):
        if holds():
            return True
        page.wait_for_timeout(200)
    return False


def press(page, elem_id: str) -> None:
    tab_to(page, f"button#{elem_id}, #{elem_id} button")
    page.keyboard.press("Enter")


def test_asking_and_reading_the_clause(visit, question):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到主要内容"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    wait_for_answer(page, question)
    tab_to(page, ".marker")
    page.keyboard.press("Enter")
    page.wait_for_selector("#clause mark")
    page.wait_for_function("document.activeElement.id === 'clause'")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('marker')")


def test_searching_with_a_filter(visit):
    page = visit()
    open_tab(page, "search")
    tab_to(page, "#words :is(textarea, input)")
    page.keyboard.type("养老机构")
    pick(page, "search-place", "威海")
    press(page, "search")
    page.wait_for_selector(".hits .card")
    assert all("威海" in text for text in page.locator(".hits .card-where").all_inner_texts())
    tab_to(page, ".hits .open")
    page.keyboard.press("Enter")
    page.wait_for_selector("#clause .clause-text")
    page.keyboard.press("Escape")
    page.wait_for_selector("#clause", state="hidden")
    assert "open" in focused(page)


def test_reading_a_document(visit):
    page = visit()
    open_tab(page, "read")
    pick(page, "document", "郑州")
    page.wait_for_selector(".outline a")
    tab_to(page, ".outline a")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.classList.contains('paragraph')")


def test_comparing_places(visit):
    page = visit()
    open_tab(page, "compare")
    tab_to(page, "#places input")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "#topic :is(textarea, input)")
    page.keyboard.type("养老机构床位")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.comparison")
    assert page.locator("table.comparison tbody tr").count() == 2


def test_staff_check_opinions_and_a_trial_that_is_stopped(visit_staff):
    page = visit_staff()
    press(page, "check")
    page.wait_for_selector("#upkeep .health")
    page.keyboard.press("Control+Home")
    page.evaluate("document.activeElement.blur()")
    open_tab(page, "opinions")
    press(page, "renew")
    page.evaluate("document.activeElement.blur()")
    open_tab(page, "trial")
    press(page, "start-trial")
    page.wait_for_selector("#trial-progress .progress")
    tab_to(page, "#stop-trial")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trial-report table")
    assert "已停止" in page.inner_text("#trial-progress")
