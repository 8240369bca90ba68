/* SPDX-License-Identifier: MIT */
#include "scenarios/load/key_folder.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY_A  "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define KEY_B  "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define SECRET "# x\npublic " KEY_A "\nsecret " KEY_B "\n"

/* A folder of its own. */
static void make_folder(char folder[128])
{
    (void)snprintf(folder, 128, "%s/keys-XXXXXX", CST_BINARY_DIR);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static void write_file(const char *folder, const char *name, const char *text, mode_t mode)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
    const int to = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_FATAL(to >= 0);
    CU_ASSERT_EQUAL(write(to, text, strlen(text)), (ssize_t)strlen(text));
    CU_ASSERT_EQUAL(fchmod(to, mode), 0);
    CU_ASSERT_EQUAL(close(to), 0);
}

static void remove_folder(const char *folder, const char *const *names)
{
    char path[256];
    for (; *names != NULL; names++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, *names);
        CU_ASSERT_EQUAL(unlink(path), 0);
    }
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void assert_refused(int code, const cst_error *error, const char *file, const char *says)
{
    CU_ASSERT_EQUAL(code, CST_ERR_DATA_FILE);
    if (strstr(error->text, says) == NULL || strstr(error->file, file) == NULL) {
        (void)printf("%s: %s\n", error->file, error->text);
        CU_FAIL("another place or text");
    }
}

static void test_key_folder_pair(void)
{
    char folder[128];
    char text[CST_CURVE_TEXT + 1];
    cst_curve_pair pair;
    make_folder(folder);
    write_file(folder, "hub.secret", SECRET, 0600);
    CU_ASSERT_EQUAL_FATAL(cst_key_folder_pair(&pair, folder, "hub", NULL), 0);
    cst_curve_key_write(pair.public_key, text);
    CU_ASSERT_STRING_EQUAL(text, KEY_A);
    cst_curve_key_write(pair.secret_key, text);
    CU_ASSERT_STRING_EQUAL(text, KEY_B);
    write_file(folder, "hub.secret", SECRET, 0400);
    CU_ASSERT_EQUAL(cst_key_folder_pair(&pair, folder, "hub", NULL), 0);
    remove_folder(folder, (const char *const[]){"hub.secret", NULL});
}

/* Whoever can read it has the secret: every such mode is refused, with what to do. */
static void test_key_folder_modes_errors(void)
{
    char folder[128];
    cst_curve_pair pair;
    cst_allow_list list;
    cst_error error = {0};
    make_folder(folder);
    for (mode_t bit = 1; bit <= 040; bit <<= 1) {
        write_file(folder, "hub.secret", SECRET, 0600 | bit);
        const int code = cst_key_folder_pair(&pair, folder, "hub", &error);
        assert_refused(code, &error, "hub.secret", "chmod 600 ");
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, folder));
        write_file(folder, "allowed", "a actor " KEY_A "\n", 0600 | bit);
        const int listed = cst_key_folder_list(&list, NULL, folder, &error);
        CU_ASSERT_EQUAL(listed, (bit & 022) != 0 ? CST_ERR_DATA_FILE : 0);
        CU_ASSERT(listed == 0 || strstr(error.text, "chmod go-w ") != NULL);
        cst_allow_list_free(&list);
    }
    write_file(folder, "hub.secret", SECRET, 0600);
    CU_ASSERT_EQUAL(chmod(folder, 0720), 0);
    assert_refused(cst_key_folder_pair(&pair, folder, "hub", &error), &error, folder,
                   "others may write it (mode 720): chmod go-w ");
    CU_ASSERT_EQUAL(chmod(folder, 0755), 0);
    CU_ASSERT_EQUAL(cst_key_folder_pair(&pair, folder, "hub", &error), 0);
    remove_folder(folder, (const char *const[]){"hub.secret", "allowed", NULL});
}

/* What another user owns may change at any time. Only root can make such a folder; root itself may
 * take it. */
static void test_key_folder_owner_errors(void)
{
    char folder[] = "/tmp/custodes-keys-XXXXXX";
    if (geteuid() != 0) {
        return;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_EQUAL(chmod(folder, 0755), 0);
    CU_ASSERT_EQUAL(chown(folder, 12345, 12345), 0);
    CU_ASSERT_EQUAL(cst_key_folder_check(folder, NULL), 0);
    const pid_t child = fork();
    if (child == 0) {
        cst_error error = {0};
        const bool other = setuid(12346) == 0 &&
                           cst_key_folder_check(folder, &error) == CST_ERR_DATA_FILE &&
                           strstr(error.text, "another user (number 12345)") != NULL;
        _exit(other ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void test_key_folder_files_errors(void)
{
    char folder[128];
    char path[256];
    cst_curve_pair pair;
    cst_allow_list list;
    cst_error error = {0};
    make_folder(folder);
    write_file(folder, "alice.secret", SECRET, 0600);
    assert_refused(cst_key_folder_pair(&pair, folder, "alcie", &error), &error, "alcie.secret",
                   "'custodes keys new alcie' makes one; the nearest is ");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "alice.secret"));
    assert_refused(cst_key_folder_pair(&pair, folder, "../alice", &error), &error, "",
                   "expected a name of 1 to 31 letters");
    assert_refused(cst_key_folder_list(&list, NULL, folder, &error), &error, "allowed",
                   "'custodes keys allow NAME KEY --role ROLE' begins one");
    (void)snprintf(path, sizeof path, "%s/alice.secret", folder);
    assert_refused(cst_key_folder_check(path, &error), &error, "alice.secret",
                   "expected a folder of keys, found a file");
    (void)snprintf(path, sizeof path, "%s/none", folder);
    assert_refused(cst_key_folder_check(path, &error), &error, "none",
                   "'custodes keys new NAME' makes one");
    (void)snprintf(path, sizeof path, "%s/pipe.secret", folder);
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
    assert_refused(cst_key_folder_pair(&pair, folder, "pipe", &error), &error, "pipe.secret",
                   "expected a regular file");
    remove_folder(folder, (const char *const[]){"alice.secret", "pipe.secret", NULL});
}

/* The strict form, and no word of what may be a secret. */
static void test_key_folder_text_errors(void)
{
    static const struct {
        const char *text;
        int line, column;
        const char *says;
    } cases[] = {
        {"", 1, 1, "expected 'public KEY'"},
        {"# x\n\n", 3, 1, "expected 'public KEY'"},
        {"public " KEY_A "\n", 2, 1, "expected 'secret KEY'"},
        {"secret " KEY_A "\n", 1, 1, "expected 'public KEY'"},
        {"public  " KEY_A "\nsecret " KEY_B, 1, 8, "expected a key of 40 letters"},
        {"public " KEY_A " \nsecret " KEY_B, 1, 48, "expected a key of 40 letters"},
        {"public " KEY_A "\nsecret ", 2, 8, "expected a key of 40 letters"},
        {"public " KEY_A "\nsecret Yne@$w-vo<fVvi]a~NY6T1ed:M$fCG*[IaLV{hID", 2, 24, "of Z85"},
        {"public " KEY_A "\nsecret " KEY_B "\nsecret " KEY_B, 3, 1, "expected the end"},
        {"public " KEY_A "\r\nsecret " KEY_B "\r\n", 1, 48, "expected a key of 40 letters"},
    };
    static const cst_curve_pair nothing;
    cst_curve_pair pair;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_error error = {0};
        const char *text = cases[i].text;
        CU_ASSERT_EQUAL(cst_key_folder_read(&pair, "f", text, strlen(text), &error),
                        CST_ERR_DATA_FILE);
        if (error.line != cases[i].line || error.column != cases[i].column ||
            strstr(error.text, cases[i].says) == NULL) {
            (void)printf("case %zu: %d:%d: %s\n", i, error.line, error.column, error.text);
            CU_FAIL("another place or text");
        }
        CU_ASSERT_PTR_NULL(strstr(error.text, "NY6T1ed"));
        CU_ASSERT_EQUAL(memcmp(&pair, &nothing, sizeof pair), 0);
        CU_ASSERT_EQUAL(cst_key_folder_read(&pair, "f", text, strlen(text), NULL),
                        CST_ERR_DATA_FILE);
    }
}

static void test_key_folder_list(void)
{
    char folder[128];
    char *text = NULL;
    cst_allow_list list;
    cst_error error = {0};
    make_folder(folder);
    write_file(folder, "allowed", "# x\na actor " KEY_A "\n", 0600);
    CU_ASSERT_EQUAL_FATAL(cst_key_folder_list(&list, &text, folder, NULL), 0);
    CU_ASSERT_EQUAL(list.count, 1);
    CU_ASSERT_STRING_EQUAL(text, "# x\na actor " KEY_A "\n");
    free(text);
    cst_allow_list_free(&list);
    write_file(folder, "allowed", "a actr " KEY_A "\n", 0600);
    assert_refused(cst_key_folder_list(&list, &text, folder, &error), &error, "allowed",
                   "the nearest is actor");
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(error.line, 1);
    CU_ASSERT_EQUAL(error.column, 3);
    cst_allow_list_free(&list);
    remove_folder(folder, (const char *const[]){"allowed", NULL});
}

CST_SUITE("key_folder", CST_TEST(test_key_folder_pair), CST_TEST(test_key_folder_modes_errors),
          CST_TEST(test_key_folder_owner_errors), CST_TEST(test_key_folder_files_errors),
          CST_TEST(test_key_folder_text_errors), CST_TEST(test_key_folder_list))
