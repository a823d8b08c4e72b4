/* svg: see svg.h. The length of a line is counted in characters, not measured: callers leave room for a wide font. */
#include "reports/svg.h"

#include "base/buf.h"
#include "reports/page_parts.h"

#include <string.h>

void svg_open(struct buf *out, double height, const char *title)
{
    buf_addf(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\"><title>", SVG_WIDTH, height);
    add_escaped(out, title);
    buf_adds(out, "</title>\n");
}

void svg_close(struct buf *out)
{
    buf_adds(out, "</svg>\n");
}

void svg_bar(struct buf *out, double x, double y, double width, double height, const char *class, const char *tooltip)
{
    if (width <= 0 || height <= 0)
        return;
    buf_addf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"", x, y, width, height,
             class);
    if (!tooltip) {
        buf_adds(out, "/>\n");
        return;
    }
    buf_adds(out, "><title>");
    add_escaped(out, tooltip);
    buf_adds(out, "</title></rect>\n");
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class)
{
    buf_addf(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class);
}

static void add_text(struct buf *out, double x, double y, const char *class, const char *text, size_t length)
{
    char piece[1024];
    struct buf part;
    buf_init_fixed(&part, piece, sizeof piece);
    buf_add(&part, text, length);
    buf_addf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    add_escaped(out, piece);
    buf_adds(out, "</text>\n");
}

void svg_text(struct buf *out, double x, double y, const char *class, const char *text)
{
    add_text(out, x, y, class, text, strlen(text));
}

static bool begins_character(char c)
{
    return (c & 0xC0) != 0x80;
}

/* How many bytes of `text` go on a line of so many characters: up to the last blank that fits; a longer word is cut. */
static size_t line_length(const char *text, size_t characters)
{
    size_t count = 0, i = 0, blank = 0;
    for (; text[i]; i++) {
        if (begins_character(text[i]) && count++ == characters)
            return text[i] == ' ' || !blank ? i : blank;
        if (text[i] == ' ')
            blank = i;
    }
    return i;
}

static size_t next_line(const char *text, size_t length)
{
    return length + strspn(text + length, " ");
}

size_t svg_lines(const char *text, size_t characters, size_t most)
{
    size_t lines = 0;
    for (; *text && lines < most; lines++)
        text += next_line(text, line_length(text, characters));
    return lines ? lines : 1;
}

/* Writes the last line, with "…" because more text would follow. */
static void add_cut(struct buf *out, double x, double y, const char *class, const char *text, size_t characters)
{
    char piece[1024];
    struct buf part;
    buf_init_fixed(&part, piece, sizeof piece);
    buf_add(&part, text, line_length(text, characters - 1));
    buf_adds(&part, "…");
    svg_text(out, x, y, class, piece);
}

size_t svg_wrapped(struct buf *out, double x, double y, const char *class, const char *text, size_t characters,
                   size_t most)
{
    size_t lines = svg_lines(text, characters, most);
    for (size_t i = 0; i < lines; i++, y += SVG_LINE) {
        size_t length = line_length(text, characters), rest = next_line(text, length);
        if (i + 1 == lines && text[rest]) {
            add_cut(out, x, y, class, text, characters);
            return lines;
        }
        add_text(out, x, y, class, text, length);
        text += rest;
    }
    return lines;
}
