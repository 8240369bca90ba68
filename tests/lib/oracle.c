/* SPDX-License-Identifier: MIT */
#include "tests/lib/oracle.h"

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "9/10" or "1" */
static double fraction(const char *text)
{
    char *end = NULL;
    double value = strtod(text, &end);
    return *end == '/' ? value / strtod(end + 1, NULL) : value;
}

/* The value of "key=..." in a list such as "p=1/10 rho=1/20". */
static double value_of(const char *parameters, const char *key)
{
    char wanted[16];
    (void)snprintf(wanted, sizeof wanted, "%s=", key);
    for (const char *at = parameters; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, wanted, strlen(wanted)) == 0) {
            return fraction(at + strlen(wanted));
        }
    }
    cst_require(false);
    return 0.0;
}

static void read_law(cst_law_spec *law, const char *model, const char *parameters)
{
    if (strcmp(model, "mix") == 0) {
        law->law = cst_law_find("two-point");
        law->together = value_of(parameters, "ps");
        law->rate = value_of(parameters, "pi") * law->together;
    } else if (strcmp(model, "bfr") == 0) {
        law->law = cst_law_find("shock");
        law->lethal = value_of(parameters, "om");
        law->nonlethal = value_of(parameters, "lam");
        law->hit = value_of(parameters, "g");
        law->background = value_of(parameters, "p0");
        law->rate = law->lethal + law->nonlethal * law->hit +
                    (1.0 - law->lethal - law->nonlethal) * law->background;
    } else {
        law->rate = value_of(parameters, "p");
        law->law = cst_law_find("independent");
        if (strcmp(model, "beta") == 0) {
            law->law = cst_law_find("beta");
            law->rho = value_of(parameters, "rho");
        } else if (strcmp(model, "ccf") == 0) {
            law->law = cst_law_find("common-cause");
            law->common_share = value_of(parameters, "beta");
        } else {
            cst_require(strcmp(model, "indep") == 0);
        }
    }
}

static void read_line(cst_oracle *oracle, char *line)
{
    char *field[7] = {line};
    for (int i = 1; i < 7; i++) {
        field[i] = strchr(field[i - 1], ',');
        cst_require(field[i] != NULL);
        *field[i]++ = '\0';
    }
    oracle->spec = cst_trial_spec_default();
    read_law(&oracle->spec.scheming.law, field[0], field[1]);
    cst_protocol_spec *protocol = &oracle->spec.protocol;
    protocol->reviewers = (uint32_t)strtoul(field[2], NULL, 10);
    protocol->rule = strcmp(field[5], "any") == 0   ? CST_RULE_ANY
                     : strcmp(field[5], "all") == 0 ? CST_RULE_ALL
                                                    : CST_RULE_MAJORITY;
    oracle->spec.score.tpr = fraction(field[3]);
    oracle->spec.collusion.probability = fraction(field[4]);
    oracle->value = strtod(field[6], NULL);
    (void)snprintf(oracle->name, sizeof oracle->name, "%s %s k=%s d=%s c=%s %s", field[0], field[1],
                   field[2], field[3], field[4], field[5]);
}

uint32_t cst_oracle_read(cst_oracle *out)
{
    char line[512];
    uint32_t count = 0;
    FILE *file = fopen(CST_TEST_DATA "/oracle_vectors.csv", "r");
    cst_require(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "model,", 6) == 0 || strstr(line, ",,,,") != NULL) {
            continue;
        }
        cst_require(count < CST_ORACLE_MAX);
        read_line(&out[count++], line);
    }
    (void)fclose(file);
    return count;
}
