from troth.practice.common.templatetags.tables import as_rows


def test_a_row_is_named_by_its_first_cell_and_nothing_typed_becomes_markup():
    told = as_rows([["<b>Alice</b>", "3.0 & more", 4], ["Bob"]])
    assert told == (
        '<tr><th scope="row">&lt;b&gt;Alice&lt;/b&gt;</th><td>3.0 &amp; more</td><td>4</td></tr>\n'
        '<tr><th scope="row">Bob</th></tr>'
    )
