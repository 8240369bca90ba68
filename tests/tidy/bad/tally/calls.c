/* SPDX-License-Identifier: MIT */
#include <msgpack.h>
#include <stdlib.h>

void calls(FILE *out)
{
    x->exit(1);
    char text[4];
    sprintf(text, "%d", atoi("1"));
    strcpy(text, "a");
    double number = strtod(text, 0);
    exit((int)number + time (0));
}
