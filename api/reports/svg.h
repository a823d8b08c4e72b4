/*
 * svg: shapes and texts of a chart, written straight into the page: no script, no style but the page's own classes.
 *
 * Layer: api, the page of a report only. Lengths are in units of the chart, which is WIDTH wide whatever the screen:
 * wide enough for a wall, and its texts still read on a phone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { SVG_WIDTH = 400, SVG_LINE = 17, SVG_LEFT = 6 };

/* <svg> of that height; `title` is what a screen reader says. Everything is escaped here. */
void svg_open(struct buf *out, double height, const char *title);
void svg_close(struct buf *out);

/* A rectangle with a tooltip (NULL: none); `class` says its colour. Negative sizes draw nothing. */
void svg_bar(struct buf *out, double x, double y, double width, double height, const char *class, const char *tooltip);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class);

/* `class`: "start" (default), "end" or "middle" say where x is; others the look. */
void svg_text(struct buf *out, double x, double y, const char *class, const char *text);

/* As many lines as a text needs at `characters` a line, at most `most`: what is left is cut with "…". */
size_t svg_lines(const char *text, size_t characters, size_t most);
/* Writes them, the first with its foot at y, the others below. Returns their number. */
size_t svg_wrapped(struct buf *out, double x, double y, const char *class, const char *text, size_t characters,
                   size_t most);
