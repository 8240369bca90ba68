/* SPDX-License-Identifier: MIT
 *
 * Errors as data. A function that can fail returns 0 or one of the negative codes below and says
 * more in a cst_error that its caller owns. Nothing here allocates; every function may be called
 * from any thread on its own cst_error. A broken precondition of our own code is not an error
 * value: see base/check.h.
 */
#ifndef CST_BASE_ERROR_H
#define CST_BASE_ERROR_H

#include <stddef.h>

/* Code, number, sentence. Numbers are in bands per room and are never given anew. */
#define CST_ERRORS(X)                                                                              \
    X(CST_ERR_MEMORY, -1, "memory could not be had")                                               \
    X(CST_ERR_RANGE, -2, "a value is out of its range")                                            \
    X(CST_ERR_POPULATION, -101, "the population cannot be made")                                   \
    X(CST_ERR_LAW, -102, "the dependence law cannot be made")                                      \
    X(CST_ERR_MONITOR, -201, "the monitors cannot be made")                                        \
    X(CST_ERR_PROTOCOL, -202, "the protocol cannot be made")                                       \
    X(CST_ERR_COMBINATION, -203, "parts of the scenario do not go together")                       \
    X(CST_ERR_WIRE, -301, "a message cannot be read")                                              \
    X(CST_ERR_BUS, -302, "the bus failed")                                                         \
    X(CST_ERR_RECEIPT, -303, "the conservation receipt does not hold")                             \
    X(CST_ERR_STALL, -304, "the run stalled")                                                      \
    X(CST_ERR_INTERRUPTED, -305, "the run was interrupted")                                        \
    X(CST_ERR_SCENARIO, -401, "the scenario cannot be used")                                       \
    X(CST_ERR_DATA_FILE, -402, "a data file cannot be used")                                       \
    X(CST_ERR_USAGE, -601, "the command line cannot be used")                                      \
    X(CST_ERR_OUTPUT, -602, "output could not be written")                                         \
    X(CST_ERR_DISAGREES, -603, "an estimate disagrees with its closed form")                       \
    X(CST_ERR_PRECISION, -604, "the budget was spent before the precision was reached")            \
    X(CST_ERR_GATE, -605, "a condition that was to fail holds")                                    \
    X(CST_ERR_METHOD, -701, "the method cannot serve the scenario")                                \
    X(CST_ERR_STORE, -801, "the results file cannot be used")                                      \
    X(CST_ERR_STORE_VERSION, -802, "the results are of another model version")                     \
    X(CST_ERR_STORE_DISK, -803, "the disk of the results file is full or fails")

typedef enum cst_error_code {
    CST_OK = 0,
#define CST_ERROR_ENUM(code, number, sentence) code = (number),
    CST_ERRORS(CST_ERROR_ENUM)
#undef CST_ERROR_ENUM
} cst_error_code;

/* What went wrong and where. Zeroed is "no error". */
typedef struct cst_error {
    int code;       /* 0 or a cst_error_code */
    int line;       /* 1-based, 0 where there is none */
    int column;     /* 1-based, 0 where there is none */
    char file[512]; /* the file that the place is in, or "" */
    char key[96];   /* the dotted scenario key concerned, such as scheming.rate, or "" */
    char text[512]; /* one line: what was expected, what was found */
} cst_error;

/* Fills code, key and text (printf style; the result is cleaned by base/letters.h), clears the
 * place, returns code. error may be NULL; key may be NULL. */
int cst_error_set(cst_error *error, int code, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* CST_ERR_MEMORY with the text "no memory for WHAT". */
int cst_error_memory(cst_error *error, const char *what);

/* Puts "prefix." before the key of an error that has been set. */
void cst_error_below(cst_error *error, const char *prefix);

/* Adds the place to an error that has been set. */
void cst_error_place(cst_error *error, const char *file, int line, int column);

/* Writes "file:line:column: key: text", leaving out what is empty, into out (cut at size). */
void cst_error_format(const cst_error *error, char *out, size_t size);

/* The sentence of a code; NULL for CST_OK and for what is no code. */
const char *cst_error_sentence(int code);

#endif
