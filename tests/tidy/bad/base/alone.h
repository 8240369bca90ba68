/* SPDX-License-Identifier: MIT */

/* This comment covers both. */
int covered(int (*callback)(void));
int covered_too(void);

int uncovered(int number,
              int other);

static inline int uncovered_too(void)
{
    return 0;
}

struct data {
    int (*member)(void);
};
