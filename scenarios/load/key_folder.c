/* SPDX-License-Identifier: MIT */
#include "scenarios/load/key_folder.h"

#include "scenarios/load/nearest.h"
#include "scenarios/load/slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OTHERS_READ = 077, OTHERS_WRITE = 022, MODE = 07777, SECRET_MOST = 4096 };

int cst_key_folder_path(char path[CST_KEY_PATH], const char *folder, const char *name,
                        cst_error *error)
{
    char read[CST_CURVE_NAME + 1] = CST_KEY_ALLOWED;
    cst_error own = {0};
    int code = name == NULL ? 0
                            : cst_allow_list_read_name(read, name, strlen(name), CST_ERR_DATA_FILE,
                                                       error != NULL ? error : &own);
    if (code == 0 && snprintf(path, CST_KEY_PATH, "%s/%s%s", folder, read,
                              name == NULL ? "" : CST_KEY_SECRET) >= CST_KEY_PATH) {
        code = cst_error_set(error, CST_ERR_DATA_FILE, NULL, "the name of the folder is too long");
    }
    return code;
}

static int refuse(const char *path, const char *what, const char *why, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL, "%s%s", what, why);
    cst_error_place(error, path, 0, 0);
    return CST_ERR_DATA_FILE;
}

/* Whether a file or folder is ours, or root's, and closed to others as far as `closed` says. Root
 * may take what is somebody else's. */
static int check_mode(const struct stat *about, const char *path, mode_t closed, cst_error *error)
{
    const uid_t me = geteuid();
    if (me != 0 && about->st_uid != me && about->st_uid != 0) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "belongs to another user (number %lu), who may change it",
                            (unsigned long)about->st_uid);
    } else if ((about->st_mode & closed) != 0) {
        (void)cst_error_set(
            error, CST_ERR_DATA_FILE, NULL, "others may %s it (mode %03o): chmod %s %.200s",
            closed == OTHERS_READ ? "read" : "write", (unsigned)(about->st_mode & MODE),
            closed == OTHERS_READ ? "600" : "go-w", path);
    } else {
        return 0;
    }
    cst_error_place(error, path, 0, 0);
    return CST_ERR_DATA_FILE;
}

int cst_key_folder_check(const char *folder, cst_error *error)
{
    struct stat about;
    if (stat(folder, &about) != 0) {
        return refuse(folder, "no folder of keys: ",
                      errno == ENOENT ? "'custodes keys new NAME' makes one" : strerror(errno),
                      error);
    }
    if (!S_ISDIR(about.st_mode)) {
        return refuse(folder, "expected a folder of keys, found ",
                      S_ISREG(about.st_mode) ? "a file" : "something else", error);
    }
    return check_mode(&about, folder, OTHERS_WRITE, error);
}

/* --- The allow-list -------------------------------------------------------------------------- */

int cst_key_folder_list(cst_allow_list *list, char **text, const char *folder, cst_error *error)
{
    char path[CST_KEY_PATH];
    char *read = NULL;
    size_t size = 0;
    struct stat about;
    *list = (cst_allow_list){0};
    if (text != NULL) {
        *text = NULL;
    }
    int code = cst_key_folder_check(folder, error);
    code = code != 0 ? code : cst_key_folder_path(path, folder, NULL, error);
    if (code != 0) {
        return code;
    }
    if (stat(path, &about) != 0 && errno == ENOENT) {
        return refuse(path, "there is no allow-list: ",
                      "'custodes keys allow NAME KEY --role ROLE' begins one", error);
    }
    code = cst_slurp(&read, &size, path, true, 1, CST_ERR_DATA_FILE, error);
    if (code != 0) {
        cst_error_place(error, path, 0, 0);
        return code;
    }
    code = stat(path, &about) != 0 ? refuse(path, "cannot be read: ", strerror(errno), error)
                                   : check_mode(&about, path, OTHERS_WRITE, error);
    code = code != 0 ? code : cst_allow_list_read(list, path, read, size, error);
    if (code == 0 && text != NULL) {
        *text = read;
    } else {
        free(read);
    }
    return code;
}

/* --- Pairs ----------------------------------------------------------------------------------- */

/* "public KEY" or "secret KEY", in a line of `size` bytes. */
static int read_key(uint8_t key[CST_CURVE_KEY], const char *word, const char *line, size_t size,
                    cst_error *error)
{
    const size_t before = strlen(word) + 1;
    if (size < before || memcmp(line, word, before - 1) != 0 || line[before - 1] != ' ') {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL, "expected '%s KEY', found another line",
                            word);
        error->column = 1;
        return CST_ERR_DATA_FILE;
    }
    const size_t column = cst_curve_key_read(key, line + before, size - before);
    if (column > 0) { /* what is found may be a secret: it is not said */
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "expected a key of %d letters of Z85, found other text",
                            (int)CST_CURVE_TEXT);
        error->column = (int)(before + column);
        return CST_ERR_DATA_FILE;
    }
    return 0;
}

static int read_lines(cst_curve_pair *pair, int *number, const char *text, size_t size,
                      cst_error *error)
{
    uint8_t *const keys[] = {pair->public_key, pair->secret_key};
    static const char *const words[] = {"public", "secret"};
    size_t have = 0;
    int code = 0;
    for (size_t from = 0; code == 0 && from < size;) {
        const char *line = text + from;
        const char *end = memchr(line, '\n', size - from);
        const size_t length = end != NULL ? (size_t)(end - line) : size - from;
        *number += 1;
        if (length > 0 && line[0] != '#') {
            if (have == 2) {
                (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                                    "expected the end after 'secret KEY', found another line");
                error->column = 1;
                return CST_ERR_DATA_FILE;
            }
            code = read_key(keys[have], words[have], line, length, error);
            have++;
        }
        from += length + 1;
    }
    if (code == 0 && have < 2) {
        *number += 1;
        return read_key(keys[have], words[have], "", 0, error);
    }
    return code;
}

int cst_key_folder_read(cst_curve_pair *pair, const char *file, const char *text, size_t size,
                        cst_error *error)
{
    cst_error own = {0};
    cst_error *said = error != NULL ? error : &own;
    int line = 0;
    const int code = read_lines(pair, &line, text, size, said);
    if (code != 0) {
        cst_curve_key_wipe(pair, sizeof *pair);
        cst_error_place(said, file, line, said->column);
    }
    return code;
}

/* Reads all of a small file into `text`; -1 with errno. */
static ssize_t read_all(int from, char *text, size_t room)
{
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < room) {
        do {
            got = read(from, text + size, room - size);
        } while (got < 0 && errno == EINTR);
        size += got > 0 ? (size_t)got : 0;
    }
    return got < 0 ? -1 : (ssize_t)size;
}

static int read_pair(cst_curve_pair *pair, int from, const char *path, cst_error *error)
{
    char text[SECRET_MOST + 1];
    struct stat about;
    if (fstat(from, &about) != 0) {
        return refuse(path, "cannot be read: ", strerror(errno), error);
    }
    if (!S_ISREG(about.st_mode)) {
        return refuse(path, "expected a regular file", "", error);
    }
    int code = check_mode(&about, path, OTHERS_READ, error);
    if (code != 0) {
        return code;
    }
    const ssize_t size = read_all(from, text, sizeof text);
    if (size < 0) {
        code = refuse(path, "cannot be read: ", strerror(errno), error);
    } else if (size > SECRET_MOST) {
        code = refuse(path, "expected a file of two keys, found a longer one", "", error);
    } else {
        code = cst_key_folder_read(pair, path, text, (size_t)size, error);
    }
    cst_curve_key_wipe(text, sizeof text);
    return code;
}

int cst_key_folder_pair(cst_curve_pair *pair, const char *folder, const char *name,
                        cst_error *error)
{
    char path[CST_KEY_PATH];
    char nearest[256];
    *pair = (cst_curve_pair){0};
    int code = cst_key_folder_check(folder, error);
    code = code != 0 ? code : cst_key_folder_path(path, folder, name, error);
    if (code != 0) {
        return code;
    }
    const int from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (from < 0 && errno == ENOENT) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "there is no such pair of keys: 'custodes keys new %s' makes one%s",
                            name, cst_nearest_file(path, nearest, sizeof nearest));
        cst_error_place(error, path, 0, 0);
        return CST_ERR_DATA_FILE;
    }
    if (from < 0) {
        return refuse(path, "cannot be opened: ", strerror(errno), error);
    }
    code = read_pair(pair, from, path, error);
    (void)close(from);
    return code;
}
