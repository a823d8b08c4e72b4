/*
 * svg: shapes and texts of a chart, written straight into the page: no script, and no style but the page's own classes.
 *
 * Layer: api, the page of a report only. Lengths are in units of the chart, which is SVG_WIDTH wide on every screen: its texts can
 * be read on a wall and on a phone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { SVG_WIDTH = 400, SVG_LINE = 17, SVG_LEFT = 6 };

/* <svg> of that height; `title` is what a screen reader says. Everything is escaped here. */
void svg_open(struct buf *out, double height, const char *title);
void svg_close(struct buf *out);

/* A rectangle with a tooltip (NULL: none); `class` sets the colour. A size of zero or less draws nothing. */
void svg_bar(struct buf *out, double x, double y, double width, double height, const char *class, const char *tooltip);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class);

/* `class`: "start" (default), "end" or "middle" say which point of the text is at x; other classes set the look. */
void svg_text(struct buf *out, double x, double y, const char *class, const char *text);

/* How many lines a text needs with `characters` per line; at most `most`, the rest is cut with "…". */
size_t svg_lines(const char *text, size_t characters, size_t most);
/* Writes these lines: the baseline of the first is at y, the others follow below. Returns their number. */
size_t svg_wrapped(struct buf *out, double x, double y, const char *class, const char *text, size_t characters,
                   size_t most);
