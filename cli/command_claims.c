/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/claims.h"
#include "cli/show/flow.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The files: those of the command line, else the ones that come with the program. */
typedef struct files {
    char **path; /* owned */
    size_t count;
} files;

static int is_claim(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int add_file(files *to, const char *folder, const char *name, cst_error *error)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char **path = realloc(to->path, (to->count + 1) * sizeof *path);
    char *text = malloc(size);
    to->path = path != NULL ? path : to->path;
    if (path == NULL || text == NULL) {
        free(text);
        return cst_error_memory(error, "the names of files");
    }
    (void)snprintf(text, size, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
    to->path[to->count++] = text;
    return 0;
}

static int shipped_files(files *to, cst_error *error)
{
    char folder[CST_PATH_SIZE];
    struct dirent **entries = NULL;
    const int count = cst_load_find("scenarios/claims", folder)
                          ? scandir(folder, &entries, is_claim, alphasort)
                          : -1;
    int code = 0;
    if (count < 0) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "claims: the folder of claims that comes with the program cannot be "
                             "read; name files");
    }
    for (int i = 0; i < count; i++) {
        code = code != 0 ? code : add_file(to, folder, entries[i]->d_name, error);
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int find_files(files *to, const cst_args *args, cst_error *error)
{
    int code = 0;
    char shipped[CST_PATH_SIZE];
    for (uint32_t i = 0; code == 0 && i < args->positional_count; i++) {
        code = add_file(to, "", cst_load_path(args->positional[i], shipped), error);
    }
    return args->positional_count > 0 ? code : shipped_files(to, error);
}

/* What a file is called is the name of its map, and its place on the page: each has one of its own,
 * of letters, digits, '-', '_' and '.'. */
static int check_names(const files *list, cst_error *error)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    enum { NAME_MAX_BYTES = 100 };
    char name[2 * NAME_MAX_BYTES];
    char other[2 * NAME_MAX_BYTES];
    for (size_t i = 0; i < list->count; i++) {
        const cst_claim claim = {.path = list->path[i]};
        const size_t length = strlen(cst_claim_name(&claim, name, sizeof name));
        if (length == 0 || length > NAME_MAX_BYTES || name[0] == '.' ||
            name[strspn(name, plain)] != '\0') {
            return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                                 "claims --output: %s: expected a file whose name is of 1 to %d "
                                 "letters, digits, '-', '_' and '.', as its map takes it",
                                 list->path[i], NAME_MAX_BYTES);
        }
        for (size_t j = 0; j < i; j++) {
            const cst_claim before = {.path = list->path[j]};
            if (strcmp(cst_claim_name(&before, other, sizeof other), name) == 0) {
                return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                                     "claims --output: %s: its map would have the name of that of "
                                     "%s; give one of the files another name",
                                     list->path[i], list->path[j]);
            }
        }
    }
    return 0;
}

/* --- Files that are written ------------------------------------------------------------------ */

static int make_folder(const char *path, cst_error *error)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "claims --output: %s: %s", path,
                         strerror(errno));
}

static int open_apart(cst_output *output, const char *path, const cst_args *args, cst_error *error)
{
    const int code = cst_args_apart(args, path, "output", error);
    return code != 0 ? code : cst_output_open(output, path, error);
}

static int write_map(const cst_claim *claim, const char *svg, const cst_args *args,
                     cst_error *error)
{
    char name[128];
    char path[CST_PATH_SIZE + 160];
    cst_output output;
    (void)snprintf(path, sizeof path, "%s/claims/%s.svg", cst_args_text(args, "output"),
                   cst_claim_name(claim, name, sizeof name));
    const int code = open_apart(&output, path, args, error);
    if (code != 0) {
        return code;
    }
    fputs(svg, output.file);
    return cst_output_close(&output, error);
}

/* Which page: Markdown, or one that has its pictures in it. */
static int write_page(const cst_claims *claims, char *const *svg, const cst_args *args,
                      cst_error *error)
{
    char path[CST_PATH_SIZE + 32];
    cst_output output;
    (void)snprintf(path, sizeof path, "%s/claims.%s", cst_args_text(args, "output"),
                   svg == NULL ? "md" : "html");
    int code = open_apart(&output, path, args, error);
    if (code != 0) {
        return code;
    }
    if (svg == NULL) {
        cst_print_claims_markdown(output.file, claims, "claims");
    } else {
        cst_print_claims_html(output.file, claims, svg);
    }
    code = cst_output_close(&output, error);
    if (code == 0) {
        (void)printf("%s\n", path);
    }
    return code;
}

/* Makes the folder, and that of the maps in it. */
static int make_folders(const char *folder, cst_error *error)
{
    char maps[CST_PATH_SIZE + 16];
    (void)snprintf(maps, sizeof maps, "%s/claims", folder);
    const int code = make_folder(folder, error);
    return code != 0 ? code : make_folder(maps, error);
}

static int write_all(const cst_claims *claims, const cst_args *args, cst_error *error)
{
    char **svg = calloc(claims->count + 1, sizeof *svg);
    int code = svg == NULL ? cst_error_memory(error, "the pictures") : 0;
    for (size_t i = 0; code == 0 && i < claims->count; i++) {
        const cst_picture map = cst_claim_picture(&claims->claim[i]);
        code = cst_output_svg(&map, &svg[i], error);
        code = code != 0 ? code : write_map(&claims->claim[i], svg[i], args, error);
    }
    code = code != 0 ? code : write_page(claims, NULL, args, error);
    code = code != 0 ? code : write_page(claims, svg, args, error);
    for (size_t i = 0; svg != NULL && i < claims->count; i++) {
        free(svg[i]);
    }
    free(svg);
    return code;
}

static int show(const cst_claims *claims, const cst_args *args, cst_error *error)
{
    if (cst_args_has(args, "output")) {
        return write_all(claims, args, error);
    }
    if (cst_args_has(args, "json")) {
        cst_print_claims_json(stdout, claims);
    } else {
        cst_print_claims(stdout, claims);
    }
    return 0;
}

static int check(const cst_args *args, cst_error *error)
{
    if (cst_args_has(args, "output") && cst_args_has(args, "json")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "claims: expected --output or --json, found both");
    }
    return 0;
}

/* All are read before any is worked out. */
static int work_out(cst_claim *claim, const files *list, const cst_args *args, size_t *loaded,
                    cst_error *error)
{
    const cst_run_spec how = {.threads = (uint32_t)cst_args_count(args, "threads", 0)};
    int code = 0;
    for (*loaded = 0; code == 0 && *loaded < list->count; (*loaded)++) {
        code = cst_claim_load(&claim[*loaded], list->path[*loaded], error);
    }
    for (size_t i = 0; code == 0 && i < list->count; i++) {
        if (!cst_args_has(args, "quiet")) {
            cst_flow_message(stderr, "claims: %zu of %zu: %s", i + 1, list->count, list->path[i]);
        }
        code = cst_claim_run(&claim[i], &how, error);
    }
    return code;
}

static int run(const cst_args *args, cst_error *error)
{
    files list = {0};
    size_t loaded = 0;
    int code = find_files(&list, args, error);
    code = code == 0 && cst_args_has(args, "output") ? check_names(&list, error) : code;
    if (code == 0 && cst_args_has(args, "output")) {
        code = make_folders(cst_args_text(args, "output"), error); /* before all the work */
    }
    cst_claim *claim = code == 0 ? calloc(list.count + 1, sizeof *claim) : NULL;
    if (code == 0 && claim == NULL) {
        code = cst_error_memory(error, "the claims");
    }
    code = code != 0 ? code : work_out(claim, &list, args, &loaded, error);
    const cst_claims claims = {.claim = claim, .count = loaded};
    code = code != 0 ? code : show(&claims, args, error);
    for (size_t i = 0; i < loaded; i++) {
        cst_claim_free(&claim[i]);
    }
    for (size_t i = 0; i < list.count; i++) {
        free(list.path[i]);
    }
    free(list.path);
    free(claim);
    return code;
}

const cst_command cst_command_claims = {
    .name = "claims",
    .line = "the claims of the debate: where each holds, and where it turns",
    .text = "Runs scenarios that have an `argument:`, each at the example that its body states, "
            "and works out\nover the two axes of its sweep where the claim holds. Without FILE, "
            "the claims that come with the\nprogram. With --output DIR it writes DIR/claims.md, "
            "DIR/claims.html, a page that needs nothing else,\nand the maps, DIR/claims/*.svg; "
            "that needs gnuplot.",
    CST_TAKES("[FILE...]", 0, 64),
    .examples = CST_EXAMPLES("custodes claims", "custodes claims --output docs",
                             "custodes claims scenarios/claims/02-mitigates-most.yaml --json"),
    .options = CST_OPTIONS(CST_OPTION(CST_OPTION_TEXT, "output", "DIR", "a folder", "print a table",
                                      "Write the pages and maps there."),
                           CST_SWITCH("json", "Print JSON, one object a line."),
                           CST_COUNT("threads", 1, 1024, "1 to 1024", "one per core",
                                     "Worker threads; they change the speed, never a result."),
                           CST_SWITCH("quiet", "No progress.")),
    .check = check,
    .run = run,
};
