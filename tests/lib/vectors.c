/* SPDX-License-Identifier: MIT */
#include "tests/lib/vectors.h"

#include "base/check.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX = 1024 };

/* id,"scenario" or nothing where it is that of the line before,quantity,value,variance */
static void split(char *line, cst_vector *vector, char quantity[48])
{
    char *scenario = strchr(line, ',');
    cst_require(scenario != NULL && strchr(line, '\n') != NULL);
    *scenario++ = '\0';
    char *rest = scenario;
    *vector = (cst_vector){.id = line, .quantity = quantity};
    if (*scenario == '"') {
        rest = strchr(++scenario, '"');
        cst_require(rest != NULL && rest[1] == ',');
        *rest++ = '\0';
        vector->scenario = scenario;
    }
    cst_require(sscanf(rest, ",%47[^,],%lf,%lf", quantity, &vector->value, &vector->variance) == 3);
}

void cst_vectors_read(const char *path, void (*take)(void *context, const cst_vector *vector),
                      void *context)
{
    char line[LINE_MAX];
    char quantity[48];
    FILE *file = fopen(path, "r");
    cst_require(file != NULL && fgets(line, sizeof line, file) != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        cst_vector vector;
        split(line, &vector, quantity);
        take(context, &vector);
    }
    (void)fclose(file);
}

const cst_trial_spec *cst_vectors_spec(cst_scenario *scenario, const char *id, const char *text)
{
    cst_error error = {0};
    const cst_scenario_set nothing = {0};
    const int code = cst_scenario_parse(scenario, id, text, strlen(text), &nothing, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s: %s: %s\n", id, error.key, error.text);
    }
    cst_require(code == 0 && scenario->cells == 1);
    return scenario->cell[0].trial;
}
