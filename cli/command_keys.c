/* SPDX-License-Identifier: MIT */
#include "bus/curve.h"
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/flow.h"
#include "scenarios/load/key_folder.h"
#include "scenarios/load/nearest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is asked, with the texts already read. */
typedef struct request {
    const char *folder;
    const char *name;
    const char *key; /* as given; NULL: none */
    cst_role role;   /* 0: none */
} request;

/* --- Folder and files ------------------------------------------------------------------------ */

/* Makes the folder if there is none and it is to be made, and keeps other programs of this kind out
 * of it until the handle is closed. */
static int take_folder(int *handle, const char *folder, bool make, cst_error *error)
{
    if (make && mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return cst_output_fail(folder, error);
    }
    const int code = cst_key_folder_check(folder, error);
    if (code != 0) {
        return code;
    }
    *handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*handle < 0 || flock(*handle, LOCK_EX) != 0) {
        return cst_output_fail(folder, error);
    }
    return 0;
}

/* The list and its text, "" where there is no file yet. */
static int read_list(cst_allow_list *list, char **text, const char *folder, cst_error *error)
{
    char path[CST_KEY_PATH];
    *list = (cst_allow_list){0};
    *text = NULL;
    int code = cst_key_folder_path(path, folder, NULL, error);
    if (code == 0 && access(path, F_OK) != 0 && errno == ENOENT) {
        *text = calloc(1, 1);
        return *text != NULL ? 0 : cst_error_memory(error, "the allow-list");
    }
    return code != 0 ? code : cst_key_folder_list(list, text, folder, error);
}

/* Writes the list anew: its old text without line `without` (0: all of it), then `more`. */
static int write_list(const char *folder, const char *text, int without, const cst_allowed *more,
                      cst_error *error)
{
    char path[CST_KEY_PATH];
    char key[CST_CURVE_TEXT + 1];
    cst_output output;
    int code = cst_key_folder_path(path, folder, NULL, error);
    code = code != 0 ? code : cst_output_open(&output, path, error);
    if (code != 0) {
        return code;
    }
    (void)fchmod(fileno(output.file), 0600);
    if (text[0] == '\0') {
        fputs("# Who may speak with a run: NAME ROLE KEY.\n", output.file);
    }
    for (int line = 1; *text != '\0'; line++) {
        const size_t length = strcspn(text, "\n");
        if (line != without) {
            fprintf(output.file, "%.*s\n", (int)length, text);
        }
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    if (more != NULL) {
        cst_curve_key_write(more->key, key);
        fprintf(output.file, "%s %s %s\n", more->name, cst_role_name(more->role), key);
    }
    return cst_output_close(&output, error);
}

/* A secret is nowhere but in this file; an old one is never written over. */
static int write_secret(const char *path, const cst_curve_pair *pair, const char *name,
                        cst_error *error)
{
    char public_key[CST_CURVE_TEXT + 1];
    char secret_key[CST_CURVE_TEXT + 1];
    char text[512];
    cst_curve_key_write(pair->public_key, public_key);
    cst_curve_key_write(pair->secret_key, secret_key);
    const int size =
        snprintf(text, sizeof text,
                 "# Whoever has the secret key is %s: show this file to nobody.\n" CST_KEY_TEMPLATE,
                 name, public_key, secret_key);
    const int handle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int code = 0;
    if (handle < 0) {
        code = cst_output_fail(path, error);
    } else {
        errno = EIO; /* for a write that is short */
        const bool whole = write(handle, text, (size_t)size) == size && fsync(handle) == 0;
        code = whole ? 0 : cst_output_fail(path, error);
        if ((close(handle) != 0 && code == 0)) {
            code = cst_output_fail(path, error);
        }
        if (code != 0) {
            (void)unlink(path);
        }
    }
    cst_curve_key_wipe(secret_key, sizeof secret_key);
    cst_curve_key_wipe(text, sizeof text);
    return code;
}

/* Reads the pair of a name and sees that its keys belong together. */
static int read_pair(cst_curve_pair *pair, const char *folder, const char *name, cst_error *error)
{
    int code = cst_key_folder_pair(pair, folder, name, error);
    if (code == 0 && !cst_curve_pair_fits(pair)) {
        char path[CST_KEY_PATH];
        (void)cst_key_folder_path(path, folder, name, NULL);
        code = cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "the public key is not that of the secret one");
        cst_error_place(error, path, 0, 0);
    }
    return code;
}

/* --- The actions ----------------------------------------------------------------------------- */

/* Whether a name and a key are new to the list. */
static int check_new(const cst_allow_list *list, const cst_allowed *one, const char *action,
                     cst_error *error)
{
    const cst_allowed *other = cst_allow_list_name(list, one->name);
    if (other != NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "keys %s: %s is allowed already, as %s (line %d); "
                             "'custodes keys remove %s' takes that back",
                             action, one->name, cst_role_name(other->role), other->line, one->name);
    }
    other = cst_allow_list_key(list, one->key);
    if (other != NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "keys %s: this key is allowed already, as that of %s (line %d): one "
                             "key is one peer",
                             action, other->name, other->line);
    }
    return 0;
}

static int add_to_list(const request *asked, const uint8_t key[CST_CURVE_KEY], const char *action,
                       cst_error *error)
{
    cst_allow_list list;
    char *text;
    cst_allowed one = {.role = asked->role};
    (void)snprintf(one.name, sizeof one.name, "%s", asked->name);
    memcpy(one.key, key, sizeof one.key);
    int code = read_list(&list, &text, asked->folder, error);
    code = code != 0 ? code : check_new(&list, &one, action, error);
    if (code == 0 && list.count == CST_ALLOW_LIST_MOST) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL, "keys %s: expected at most %d keys",
                             action, (int)CST_ALLOW_LIST_MOST);
    }
    code = code != 0 ? code : write_list(asked->folder, text, 0, &one, error);
    free(text);
    cst_allow_list_free(&list);
    return code;
}

/* The public key alone goes to standard output. */
static void show_new(const request *asked, const char *path, const uint8_t key[CST_CURVE_KEY])
{
    char text[CST_CURVE_TEXT + 1];
    cst_curve_key_write(key, text);
    printf("%s\n", text);
    if (asked->role != 0) {
        cst_flow_message(stderr, "%s has the keys of %s, who is allowed as %s", path, asked->name,
                         cst_role_name(asked->role));
    } else {
        cst_flow_message(stderr, "%s has the keys of %s; the other side needs the public one", path,
                         asked->name);
    }
}

static int make_new(const request *asked, cst_error *error)
{
    char path[CST_KEY_PATH];
    cst_curve_pair pair = {0};
    int code = cst_key_folder_path(path, asked->folder, asked->name, error);
    if (code == 0 && access(path, F_OK) == 0) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL,
                             "keys new: %s has keys already: %.200s, which is never written over",
                             asked->name, path);
    }
    code = code != 0 ? code : cst_curve_pair_make(&pair, error);
    code = code != 0 ? code : write_secret(path, &pair, asked->name, error);
    if (code == 0 && asked->role != 0) {
        code = add_to_list(asked, pair.public_key, "new", error);
        if (code != 0) {
            (void)unlink(path); /* all of it or nothing; nobody has the key yet */
        }
    }
    if (code == 0) {
        show_new(asked, path, pair.public_key);
    }
    cst_curve_key_wipe(&pair, sizeof pair);
    return code;
}

static int allow(const request *asked, cst_error *error)
{
    cst_curve_pair pair = {0};
    int code = 0;
    if (asked->key != NULL) {
        code = cst_allow_list_read_key(pair.public_key, asked->key, strlen(asked->key),
                                       CST_ERR_USAGE, error);
        (void)snprintf(error->key, sizeof error->key, "%s", code != 0 ? "keys allow" : "");
    } else {
        code = read_pair(&pair, asked->folder, asked->name, error);
    }
    code = code != 0 ? code : add_to_list(asked, pair.public_key, "allow", error);
    cst_curve_key_wipe(&pair, sizeof pair);
    return code;
}

static int take_away(const request *asked, cst_error *error)
{
    cst_allow_list list;
    char *text;
    int code = read_list(&list, &text, asked->folder, error);
    const cst_allowed *one = code == 0 ? cst_allow_list_name(&list, asked->name) : NULL;
    if (code == 0 && one == NULL) {
        cst_nearest nearest = {0};
        for (size_t i = 0; i < list.count; i++) {
            cst_nearest_look(&nearest, asked->name, list.of[i].name);
        }
        code = cst_error_set(error, CST_ERR_USAGE, NULL, "keys remove: %s is not allowed%s%s",
                             asked->name, nearest.best != NULL ? "; the nearest name is " : "",
                             nearest.best != NULL ? nearest.best : "");
    }
    code = code != 0 ? code : write_list(asked->folder, text, one->line, NULL, error);
    free(text);
    cst_allow_list_free(&list);
    return code;
}

/* --- The list -------------------------------------------------------------------------------- */

static void show_line(const char *name, const char *role, const uint8_t key[CST_CURVE_KEY],
                      bool secret)
{
    char text[CST_CURVE_TEXT + 1];
    cst_curve_key_write(key, text);
    printf("%-15s %-8s %s%s\n", name, role, text, secret ? " secret" : "");
}

static int is_secret(const struct dirent *entry)
{
    const char *name = entry->d_name;
    const size_t whole = strlen(name);
    const size_t ending = strlen(CST_KEY_SECRET);
    const size_t length = whole > ending ? whole - ending : 0;
    return length > 0 && length <= CST_CURVE_NAME &&
           cst_curve_name_length(name, length) == length &&
           strcmp(name + length, CST_KEY_SECRET) == 0;
}

/* A pair of the folder; it is marked where it is that of an entry of the list. */
static int list_pair(bool *marks, const cst_allow_list *list, const char *folder, char *file,
                     cst_error *error)
{
    cst_curve_pair pair;
    file[strlen(file) - strlen(CST_KEY_SECRET)] = '\0';
    const int code = read_pair(&pair, folder, file, error);
    if (code == 0) {
        const cst_allowed *one = cst_allow_list_name(list, file);
        if (one != NULL && memcmp(one->key, pair.public_key, sizeof one->key) == 0) {
            marks[one - list->of] = true;
        } else {
            show_line(file, "-", pair.public_key, true);
        }
    }
    cst_curve_key_wipe(&pair, sizeof pair);
    return code;
}

static int list_pairs(bool *marks, const cst_allow_list *list, const char *folder, cst_error *error)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_secret, alphasort);
    int code = 0;
    if (count < 0) {
        return cst_output_fail(folder, error);
    }
    for (int i = 0; i < count; i++) {
        code = code != 0 ? code : list_pair(marks, list, folder, entries[i]->d_name, error);
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int show_all(const request *asked, cst_error *error)
{
    cst_allow_list list;
    char *text = NULL;
    int code = cst_key_folder_check(asked->folder, error);
    if (code != 0) {
        return code;
    }
    code = read_list(&list, &text, asked->folder, error);
    bool *marks = code == 0 ? calloc(list.count + 1, sizeof *marks) : NULL;
    code = code == 0 && marks == NULL ? cst_error_memory(error, "the list") : code;
    code = code != 0 ? code : list_pairs(marks, &list, asked->folder, error);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        show_line(list.of[i].name, cst_role_name(list.of[i].role), list.of[i].key, marks[i]);
    }
    free(marks);
    free(text);
    cst_allow_list_free(&list);
    return code;
}

/* --- The command ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *takes; /* beside its own name */
    uint32_t least, most;
    bool role, must;    /* whether it takes --role, and asks for it */
    bool writes, makes; /* whether it changes the folder, makes it */
    int (*run)(const request *asked, cst_error *error);
} actions[] = {
    {"new", "NAME", 1, 1, true, false, true, true, make_new},
    {"list", "nothing", 0, 0, false, false, false, false, show_all},
    {"allow", "NAME and a KEY", 1, 2, true, true, true, true, allow},
    {"remove", "NAME", 1, 1, false, false, true, false, take_away},
};
enum { ACTIONS = sizeof actions / sizeof actions[0] };

static int find_action(size_t *at, const char *word, cst_error *error)
{
    cst_nearest nearest = {0};
    for (*at = 0; *at < ACTIONS; *at += 1) {
        if (strcmp(actions[*at].name, word) == 0) {
            return 0;
        }
        cst_nearest_look(&nearest, word, actions[*at].name);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "keys: expected new, list, allow or remove, found '%.60s'%s%s", word,
                         nearest.best != NULL ? "; the nearest is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

/* What the action takes, and what was given. */
static int read_request(request *asked, size_t at, const cst_args *args, cst_error *error)
{
    const uint32_t given = args->positional_count - 1;
    const char *action = actions[at].name;
    const bool role = cst_args_has(args, "role");
    *asked = (request){.folder = cst_args_text(args, "keys")};
    asked->folder = asked->folder != NULL ? asked->folder : CST_KEY_FOLDER;
    if (given < actions[at].least || given > actions[at].most) {
        const bool more = given > actions[at].most;
        return cst_error_set(error, CST_ERR_USAGE, NULL, "keys %s: expected %s, found %s%.60s%s",
                             action, actions[at].takes, more ? "'" : "nothing",
                             more ? args->positional[1 + actions[at].most] : "",
                             more ? "' as well" : "");
    }
    if (role && !actions[at].role) {
        return cst_error_set(error, CST_ERR_USAGE, NULL, "keys %s: expected no --role", action);
    }
    if (!role && actions[at].must) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "keys %s: expected --role ROLE: " CST_ROLE_WORDS ", found none",
                             action);
    }
    if (role) {
        (void)cst_role_word((size_t)cst_args_count(args, "role", 0), &asked->role);
    }
    if (given > 0) {
        char name[CST_CURVE_NAME + 1];
        asked->name = args->positional[1];
        asked->key = given > 1 ? args->positional[2] : NULL;
        const int code =
            cst_allow_list_read_name(name, asked->name, strlen(asked->name), CST_ERR_USAGE, error);
        if (code != 0) {
            (void)snprintf(error->key, sizeof error->key, "keys %s", action);
            return code;
        }
    }
    return 0;
}

static int run(const cst_args *args, cst_error *error)
{
    const struct rlimit none = {0, 0};
    request asked;
    size_t at = 0;
    int handle = -1;
    (void)setrlimit(RLIMIT_CORE, &none); /* no secret is left behind in one */
    int code = find_action(&at, args->positional[0], error);
    code = code != 0 ? code : read_request(&asked, at, args, error);
    if (code == 0 && actions[at].writes) {
        code = take_folder(&handle, asked.folder, actions[at].makes, error);
    }
    code = code != 0 ? code : actions[at].run(&asked, error);
    if (handle >= 0) {
        (void)close(handle);
    }
    return code;
}

const cst_command cst_command_keys = {
    .name = "keys",
    .line = "keys of programs that speak with a run, and who is allowed",
    .text =
        "Keeps a folder of keys, by which programs outside of a run prove who they are.\n"
        "new NAME makes a pair of keys in the new file NAME.secret and prints the public "
        "one, which is no\nsecret; with --role it is allowed at once. allow NAME KEY --role ROLE "
        "adds a public key (without KEY:\nthat of the pair of this name) to the allow-list, the "
        "file `allowed` with a line NAME ROLE KEY for\neach. remove NAME takes it from the list; "
        "its pair stays. list prints all: NAME, ROLE (- where it is\nnot allowed), KEY, and "
        "`secret` where the pair is here. Put a KEY in single quotes, and -- before one\nthat "
        "begins with -.",
    CST_TAKES("new|list|allow|remove [NAME [KEY]]", 1, 3),
    .examples = CST_EXAMPLES("custodes keys new hub", "custodes keys new alice --role reviewer",
                             "custodes keys allow bob 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7' "
                             "--role actor",
                             "custodes keys list"),
    .options =
        CST_OPTIONS(CST_OPTION(CST_OPTION_CHOICE, "role", "ROLE", "reviewer|actor|both|worker",
                               "new: not allowed", "What the owner of the key may be."),
                    CST_OPTION(CST_OPTION_TEXT, "keys", "FOLDER", "a folder", CST_KEY_FOLDER,
                               "Where the keys are; new and allow make it.")),
    .run = run,
};
