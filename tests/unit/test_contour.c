/* SPDX-License-Identifier: MIT
 * Lines of one level of functions whose contours are known. */
#include "study/contour.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <stdbool.h>

enum { SIDE_MAX = 101 };

/* A grid of at most 101 x 101 nodes, even steps from the one corner to the other. */
typedef struct field {
    double x[SIDE_MAX], y[SIDE_MAX], value[SIDE_MAX * SIDE_MAX];
    cst_contour_grid grid;
} field;

static field of;
static cst_contour contour;

static void lay(size_t columns, size_t rows, double from, double to)
{
    of.grid = (cst_contour_grid){
        .columns = columns, .rows = rows, .x = of.x, .y = of.y, .value = of.value};
    for (size_t i = 0; i < columns; i++) {
        of.x[i] = from + (to - from) * (double)i / (double)(columns - 1);
    }
    for (size_t j = 0; j < rows; j++) {
        of.y[j] = from + (to - from) * (double)j / (double)(rows - 1);
    }
}

static void fill(double (*function)(double x, double y))
{
    for (size_t j = 0; j < of.grid.rows; j++) {
        for (size_t i = 0; i < of.grid.columns; i++) {
            of.value[j * of.grid.columns + i] = function(of.x[i], of.y[j]);
        }
    }
}

/* Makes the contour and looks over what holds for all: two points or more, neighbours apart. */
static void draw(double level, size_t lines)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_contour_make(&contour, &of.grid, level, &error), 0);
    CU_ASSERT_EQUAL_FATAL(contour.lines, lines);
    for (size_t i = 0; i < contour.lines; i++) {
        const cst_contour_line *line = &contour.line[i];
        CU_ASSERT_FATAL(line->points >= 2);
        for (size_t j = 1; j < line->points; j++) {
            CU_ASSERT(line->point[j].x != line->point[j - 1].x ||
                      line->point[j].y != line->point[j - 1].y);
        }
    }
}

static bool is_closed(const cst_contour_line *line)
{
    const cst_contour_point *last = &line->point[line->points - 1];
    return line->point[0].x == last->x && line->point[0].y == last->y;
}

static double length_of(const cst_contour_line *line)
{
    double length = 0.0;
    for (size_t i = 1; i < line->points; i++) {
        length +=
            hypot(line->point[i].x - line->point[i - 1].x, line->point[i].y - line->point[i - 1].y);
    }
    return length;
}

/* Whether a point lies here, and a segment between two points. */
static bool is_at(const cst_contour_point *point, double x, double y)
{
    return fabs(point->x - x) < 1e-14 && fabs(point->y - y) < 1e-14;
}

static bool has_segment(double x0, double y0, double x1, double y1)
{
    bool found = false;
    for (size_t i = 0; i < contour.lines; i++) {
        const cst_contour_line *line = &contour.line[i];
        for (size_t j = 1; j < line->points; j++) {
            const cst_contour_point *a = &line->point[j - 1];
            const cst_contour_point *b = &line->point[j];
            found = found || (is_at(a, x0, y0) && is_at(b, x1, y1)) ||
                    (is_at(a, x1, y1) && is_at(b, x0, y0));
        }
    }
    return found;
}

static double plane(double x, double y)
{
    return 3.0 * x - 2.0 * y;
}

/* A line that is straight stays so, from border to border, on steps of any width. */
static void test_contour_line(void)
{
    lay(11, 7, 0.0, 1.0);
    for (size_t i = 0; i < 11; i++) {
        of.x[i] *= of.x[i];
    }
    fill(plane);
    draw(0.7, 1);
    const cst_contour_line *line = &contour.line[0];
    for (size_t j = 0; j < line->points; j++) {
        CU_ASSERT(fabs(plane(line->point[j].x, line->point[j].y) - 0.7) < 1e-14);
    }
    CU_ASSERT_FALSE(is_closed(line));
    const double length = hypot(2.0 / 3.0, 1.0); /* from (0.7 / 3, 0) to (0.9, 1) */
    CU_ASSERT(cst_test_relative(length_of(line), length) < 1e-12);
    cst_contour_free(&contour);
}

static double disc(double x, double y)
{
    return 1.0 - x * x - y * y;
}

/* Once around, off by no more than a quadratic between neighbours can be: h^2 / 8 times its second
 * derivative of 2, over a slope of 2 r. */
static void test_contour_circle(void)
{
    const double step = 0.03;
    const double radius = sqrt(0.5);
    lay(101, 101, -1.5, 1.5);
    fill(disc);
    draw(0.5, 1);
    const cst_contour_line *line = &contour.line[0];
    CU_ASSERT_TRUE(is_closed(line));
    for (size_t j = 0; j < line->points; j++) {
        const double off = hypot(line->point[j].x, line->point[j].y) - radius;
        CU_ASSERT(fabs(off) < 1.01 * step * step / 4.0 / (2.0 * radius));
    }
    CU_ASSERT(cst_test_relative(length_of(line), 2.0 * acos(-1.0) * radius) < 1e-3);
    cst_contour_free(&contour);
}

/* The logarithm of x y, on logarithms. */
static double product(double x, double y)
{
    return x + y;
}

/* x y = 1e-3 is a hyperbola, and straight on logarithmic axes. */
static void test_contour_hyperbola(void)
{
    lay(7, 9, log(1e-4), log(1.0));
    fill(product);
    draw(log(1e-3), 1);
    const cst_contour_line *line = &contour.line[0];
    for (size_t j = 0; j < line->points; j++) {
        CU_ASSERT(cst_test_relative(exp(line->point[j].x) * exp(line->point[j].y), 1e-3) < 1e-12);
    }
    CU_ASSERT(cst_test_relative(length_of(line), sqrt(2.0) * log(1e3)) < 1e-12);
    cst_contour_free(&contour);
}

static double saddle(double x, double y)
{
    return x * y;
}

/* Four corners of a square, two and two: the middle decides. Levels off it, and at it. */
static void test_contour_saddle(void)
{
    lay(2, 2, -1.0, 1.0);
    fill(saddle); /* 1 at (-1, -1) and (1, 1), -1 at the others; 0 in the middle */
    draw(0.5, 2);
    CU_ASSERT(has_segment(-0.5, -1.0, -1.0, -0.5));
    CU_ASSERT(has_segment(0.5, 1.0, 1.0, 0.5));
    cst_contour_free(&contour);
    draw(-0.5, 2);
    CU_ASSERT(has_segment(0.5, -1.0, 1.0, -0.5));
    CU_ASSERT(has_segment(-0.5, 1.0, -1.0, 0.5));
    cst_contour_free(&contour);
    draw(0.0, 2); /* the high corners hang together */
    CU_ASSERT(has_segment(0.0, -1.0, 1.0, 0.0));
    CU_ASSERT(has_segment(0.0, 1.0, -1.0, 0.0));
    cst_contour_free(&contour);
    lay(41, 41, -1.0, 1.0);
    fill(saddle); /* two arms of a hyperbola */
    draw(0.1, 2);
    for (size_t i = 0; i < 2; i++) {
        const cst_contour_line *line = &contour.line[i];
        for (size_t j = 0; j < line->points; j++) {
            CU_ASSERT(fabs(saddle(line->point[j].x, line->point[j].y) - 0.1) < 1e-14);
        }
    }
    cst_contour_free(&contour);
}

/* A hole cuts a line in two: at a node that it passes, and nowhere else. An infinite number is no
 * number to go to. */
static void test_contour_holes(void)
{
    static const double holes[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < 3; i++) {
        lay(7, 7, 0.0, 6.0);
        fill(plane);
        of.value[3 * 7 + 2] = holes[i]; /* (2, 3), where 3 x - 2 y is 0 */
        draw(-0.5, 2);
        for (size_t j = 0; j < contour.lines; j++) {
            for (size_t k = 0; k < contour.line[j].points; k++) {
                const cst_contour_point *point = &contour.line[j].point[k];
                CU_ASSERT(fabs(plane(point->x, point->y) + 0.5) < 1e-13);
                CU_ASSERT(point->x <= 1.0 || point->x >= 3.0 || point->y <= 2.0 || point->y >= 4.0);
            }
        }
        cst_contour_free(&contour);
        of.value[3 * 7 + 2] = 0.0;
        of.value[6] = holes[i]; /* (6, 0), far away */
        draw(-0.5, 1);
        cst_contour_free(&contour);
    }
    lay(2, 2, 0.0, 1.0);
    fill(plane);
    of.value[0] = (double)NAN;
    draw(0.5, 0);
    cst_contour_free(&contour);
}

static double column(double x, double y)
{
    (void)y;
    return x;
}

/* What equals the level is above it: one line through such nodes, each once, and none around a
 * plateau that touches nothing lower. */
static void test_contour_at_nodes(void)
{
    lay(5, 4, 0.0, 4.0);
    fill(column);
    draw(2.0, 1);
    CU_ASSERT_EQUAL(contour.line[0].points, 4);
    for (size_t j = 0; j < contour.line[0].points; j++) {
        CU_ASSERT(contour.line[0].point[j].x == 2.0);
    }
    cst_contour_free(&contour);
    draw(0.0, 0);
    cst_contour_free(&contour);
    draw(4.0, 1); /* the border itself: lower on the one side */
    CU_ASSERT(contour.line[0].point[0].x == 4.0);
    cst_contour_free(&contour);
    for (size_t i = 0; i < 20; i++) {
        of.value[i] = 0.0;
    }
    of.value[7] = 1.0; /* a single node: a line of no length is none */
    draw(1.0, 0);
    cst_contour_free(&contour);
    draw(0.5, 1);
    CU_ASSERT_TRUE(is_closed(&contour.line[0]));
    CU_ASSERT_EQUAL(contour.line[0].points, 5);
    cst_contour_free(&contour);
    of.value[6] = 1.0; /* two beside each other: there and back */
    draw(1.0, 1);
    CU_ASSERT_EQUAL(contour.line[0].points, 3);
    cst_contour_free(&contour);
}

/* Whatever the numbers, each edge between above and below is crossed once, by what they are. */
static void test_contour_any(void)
{
    unsigned int seed = 20;
    lay(30, 20, 0.0, 1.0);
    for (int round = 0; round < 50; round++) {
        size_t crossings = 0;
        size_t points = 0;
        for (size_t i = 0; i < 600; i++) {
            seed = seed * 1664525U + 1013904223U;
            of.value[i] = (double)(seed >> 8) / 16777216.0;
        }
        for (size_t j = 0; j < 20; j++) {
            for (size_t i = 0; i < 30; i++) {
                const bool above = of.value[j * 30 + i] >= 0.6;
                crossings += i < 29 && above != (of.value[j * 30 + i + 1] >= 0.6) ? 1 : 0;
                crossings += j < 19 && above != (of.value[j * 30 + i + 30] >= 0.6) ? 1 : 0;
            }
        }
        cst_error error = {0};
        CU_ASSERT_EQUAL_FATAL(cst_contour_make(&contour, &of.grid, 0.6, &error), 0);
        for (size_t i = 0; i < contour.lines; i++) {
            points += contour.line[i].points - (is_closed(&contour.line[i]) ? 1 : 0);
        }
        CU_ASSERT_EQUAL(points, crossings);
        cst_contour_free(&contour);
    }
}

static void make_column(void)
{
    cst_error error = {0};
    lay(2, 2, 0.0, 1.0);
    of.grid.columns = 1;
    (void)cst_contour_make(&contour, &of.grid, 0.5, &error);
}

static void test_contour_errors(void)
{
    CU_ASSERT_TRUE(cst_test_aborts(make_column));
}

CST_SUITE("contour", CST_TEST(test_contour_line), CST_TEST(test_contour_circle),
          CST_TEST(test_contour_hyperbola), CST_TEST(test_contour_saddle),
          CST_TEST(test_contour_holes), CST_TEST(test_contour_at_nodes), CST_TEST(test_contour_any),
          CST_TEST(test_contour_errors))
