/* SPDX-License-Identifier: MIT
 * Results files read again: what a run wrote comes back, and what it did not write is refused. */
#include "study/reload.h"

#include "study/job.h"
#include "tests/lib/canonical.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <nettle/sha2.h>

enum { FEW = 10000 };

/* Six cells, the first three alike; two whole blocks of each and a part of a third. */
static const char sweep[] =
    "{claim: \"Rare schemers\\\" report\", trial: {agents: 5, rounds: 2}, scheming: {rate: 0.2},"
    " monitor: {score: {tpr: 0.8}}, protocol: {kind: untrusted-monitor},"
    " estimate: {method: naive, trials: 10000, seed: 5, confidence: 0.9},"
    " sweep: {scheming.dependence: [independent, beta], scheming.rho: [0.1, 0.2, 0.3]}}";

/* Runs a scenario into a new file; findings of the run where they are asked for. */
static void write_file(const char *text, const char *path, cst_scenario *scenario,
                       cst_findings *findings)
{
    cst_job job;
    cst_error error = {0};
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    const cst_run_spec spec = {.cells = job.cell,
                               .cell_count = job.cells,
                               .threads = 1,
                               .link = cst_link_find("direct"),
                               .sink = cst_job_sink(&job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &(cst_run_report){0}, &error), 0);
    if (findings != NULL) {
        CU_ASSERT_EQUAL_FATAL(cst_findings_init(findings, scenario, &error), 0);
        CU_ASSERT_EQUAL_FATAL(cst_job_findings(&job, findings, &error), 0);
    }
    cst_job_free(&job);
}

static void read_file(cst_reload *reload, const char *path)
{
    cst_error error = {0};
    const int code = cst_reload_read(reload, path, &error);
    if (code != 0) {
        (void)printf("\n%s\n", error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* All that a printer takes of a finding. */
static void expect_finding(const cst_finding *run, const cst_finding *read)
{
    CU_ASSERT_EQUAL(run->done, read->done);
    CU_ASSERT_STRING_EQUAL(run->digest, read->digest);
    char *canonical[] = {cst_test_canonical(run), cst_test_canonical(read)};
    CU_ASSERT_STRING_EQUAL(canonical[0], canonical[1]);
    free(canonical[0]);
    free(canonical[1]);
    CU_ASSERT_EQUAL(memcmp(run->count, read->count, CST_COUNT_KINDS * sizeof *run->count), 0);
    CU_ASSERT_EQUAL(run->untold, read->untold);
    CU_ASSERT_EQUAL(run->unmonitored, read->unmonitored);
    CU_ASSERT_EQUAL(run->cell->estimate.confidence, read->cell->estimate.confidence);
    CU_ASSERT_EQUAL_FATAL(run->input == NULL, read->input == NULL);
    CU_ASSERT(run->input == NULL || run->input->draws == read->input->draws);
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result a = cst_finding_result(run, kind);
        const cst_result b = cst_finding_result(read, kind);
        CU_ASSERT(same_number(a.estimate, b.estimate));
        CU_ASSERT(same_number(a.low, b.low) && same_number(a.high, b.high));
        CU_ASSERT(a.events == b.events && a.of == b.of);
        CU_ASSERT(same_number(cst_finding_exact(run, kind), cst_finding_exact(read, kind)));
        CU_ASSERT(run->input == NULL ||
                  (same_number(run->input->low[kind], read->input->low[kind]) &&
                   same_number(run->input->high[kind], read->input->high[kind])));
    }
}

static void expect_findings(const cst_findings *run, const cst_reload *reload)
{
    CU_ASSERT_EQUAL_FATAL(run->count, reload->findings.count);
    CU_ASSERT_EQUAL_FATAL(run->count, reload->scenario.cells);
    CU_ASSERT_PTR_EQUAL(reload->findings.scenario, &reload->scenario);
    for (size_t i = 0; i < run->count; i++) {
        CU_ASSERT_PTR_EQUAL(reload->findings.finding[i].cell, &reload->scenario.cell[i]);
        CU_ASSERT_STRING_EQUAL(run->finding[i].cell->id, reload->scenario.cell[i].id);
        expect_finding(&run->finding[i], &reload->findings.finding[i]);
    }
}

/* Axes, places, claim and findings of a sweep; cells that are alike share their rows. */
static void test_reload_sweep(void)
{
    static const char *const laws[] = {"independent", "beta"};
    static const char *const rhos[] = {"0.1", "0.2", "0.3"};
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_findings findings;
    cst_reload reload;
    test_file_name(path, "reload_sweep");
    write_file(sweep, path, &scenario, &findings);
    read_file(&reload, path);
    const cst_scenario *read = &reload.scenario;
    CU_ASSERT_STRING_EQUAL(read->file, path);
    CU_ASSERT_STRING_EQUAL(read->claim, "Rare schemers\" report");
    CU_ASSERT_EQUAL_FATAL(read->axes, 2);
    CU_ASSERT_STRING_EQUAL(read->axis[0].key, "scheming.dependence");
    CU_ASSERT_STRING_EQUAL(read->axis[1].key, "scheming.rho");
    CU_ASSERT_EQUAL_FATAL(read->axis[0].values, 2);
    CU_ASSERT_EQUAL_FATAL(read->axis[1].values, 3);
    CU_ASSERT_EQUAL_FATAL(read->cells, 6);
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_STRING_EQUAL(read->axis[0].value[i / 3], laws[i / 3]);
        CU_ASSERT_STRING_EQUAL(read->axis[1].value[i % 3], rhos[i % 3]);
        CU_ASSERT_STRING_EQUAL(read->cell[i].at[0], laws[i / 3]);
        CU_ASSERT_STRING_EQUAL(read->cell[i].at[1], rhos[i % 3]);
        CU_ASSERT_EQUAL(read->cell[i].estimate.trials, FEW);
        CU_ASSERT_EQUAL(read->cell[i].estimate.seed, 5);
        CU_ASSERT_EQUAL(reload.findings.finding[i].done, FEW);
    }
    expect_findings(&findings, &reload);
    CU_ASSERT_EQUAL(cst_reload_unfinished(&reload), 0);
    cst_reload_free(&reload);
    CU_ASSERT_PTR_NULL(reload.scenario.cell);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* What is tied is read from the cells. */
static void test_reload_tied(void)
{
    static const char text[] =
        "{trial: {agents: 5, rounds: 2}, protocol: {kind: untrusted-monitor}, estimate: {trials: "
        "10}, sweep: {'scheming.rate, monitor.score.tpr': [[0.1, 0.5], [0.2, 0.5], [0.3, 0.4]], "
        "monitor.score.fpr: [0.1, 0.2]}}";
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_reload reload;
    test_file_name(path, "reload_tied");
    write_file(text, path, &scenario, NULL);
    read_file(&reload, path);
    CU_ASSERT_EQUAL_FATAL(reload.scenario.axes, 3);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(reload.scenario.axis[i].with, i < 2 ? 0 : 2);
        CU_ASSERT_EQUAL(reload.scenario.axis[i].with, scenario.axis[i].with);
        CU_ASSERT_EQUAL(reload.scenario.axis[i].values, scenario.axis[i].values);
    }
    cst_reload_free(&reload);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* One cell without axes and without a claim; the file is as it was. */
static void test_reload_one_cell(void)
{
    static const char text[] = "{trial: {agents: 9, rounds: 4}, estimate: {trials: 50}}";
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_findings findings;
    cst_reload reload;
    test_file_name(path, "reload_one_cell");
    write_file(text, path, &scenario, &findings);
    size_t size[2] = {0};
    unsigned char *bytes[2] = {test_file_read(path, &size[0]), NULL};
    read_file(&reload, path);
    CU_ASSERT_EQUAL(reload.scenario.axes, 0);
    CU_ASSERT_STRING_EQUAL(reload.scenario.claim, "");
    expect_findings(&findings, &reload);
    cst_reload_free(&reload);
    bytes[1] = test_file_read(path, &size[1]);
    CU_ASSERT(size[0] == size[1] && memcmp(bytes[0], bytes[1], size[0]) == 0);
    free(bytes[0]);
    free(bytes[1]);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* Joint counts belong to the list of cells and are kept once; what is said of uncertain inputs
 * comes back, with the intervals that follow from it. */
static void test_reload_owned(void)
{
    static const char text[] = "{trial: {agents: 9, rounds: 4}, estimate: {trials: 50},"
                               " protocol: {kind: trusted-and-untrusted, audit: {success: 0.9}},"
                               " monitor: {trusted: {score: {fpr: 0.2}}, score: {fpr: 0.1},"
                               "  joint: {honest: [[60, 15, 0], [15, 10, 0], [0, 0, 0]],"
                               "          attack: [[10, 5, 0], [15, 70, 0], [0, 0, 0]]}},"
                               " uncertainty: {protocol.audit.success: {uniform: [0.8, 1]}},"
                               " sweep: {scheming.rate: [0.1, 0.3, 0.2]}}";
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_findings findings;
    cst_reload reload;
    test_file_name(path, "reload_owned");
    write_file(text, path, &scenario, &findings);
    read_file(&reload, path);
    const cst_joint_counts *counts = reload.scenario.cell[0].trial->joint.counts;
    CU_ASSERT_PTR_NOT_NULL_FATAL(counts);
    CU_ASSERT_EQUAL(counts->attack[1][1], 70);
    CU_ASSERT_EQUAL(counts->honest[0][1], 15);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_PTR_EQUAL(reload.scenario.cell[i].trial->joint.counts, counts);
        CU_ASSERT_EQUAL(reload.scenario.cell[i].uncertain.count, 1);
        CU_ASSERT(findings.finding[i].input->draws > 0);
        expect_finding(&findings.finding[i], &reload.findings.finding[i]);
    }
    CU_ASSERT_STRING_EQUAL(reload.scenario.axis[0].value[1], "0.3"); /* in the run's order */
    cst_reload_free(&reload);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* Without their last blocks, and without any: what is there is counted from trial 0 on. */
static void test_reload_unfinished(void)
{
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_job job;
    cst_reload reload;
    cst_error error = {0};
    cst_row row = {0};
    test_file_name(path, "reload_unfinished");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&scenario, "x.yaml", sweep, strlen(sweep), NULL, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    const cst_sink sink = cst_job_sink(&job);
    const uint64_t block = job.cell[0]->block_trials;
    CU_ASSERT(2 * block < FEW && 3 * block > FEW);
    /* All of cells 0 to 2, two blocks of cell 3, the last two of cell 4, nothing of cell 5. */
    static const bool there[4][3] = {{true, true, true}, {true, true}, {false, true, true}};
    for (uint32_t i = 0; i < 12; i++) {
        const uint64_t trials = i % 3 < 2 ? block : FEW - 2 * block;
        if (there[i / 3][i % 3]) {
            cst_row_free(&row);
            row.count[CST_COUNT_TRIALS] = trials;
            row.count[CST_COUNT_PLANNED] = row.count[CST_COUNT_TASKS] = 10 * trials;
            row.count[CST_COUNT_HONEST_USED] = 10 * trials;
            row.count[CST_COUNT_REVIEWS] = row.count[CST_COUNT_PASSES] = 10 * trials;
            cst_spread_add(&row.spread[CST_SPREAD_ATTACKS], 0, trials);
            cst_spread_add(&row.spread[CST_SPREAD_ESCAPED], 0, trials);
            CU_ASSERT_EQUAL_FATAL(sink.row(sink.self, i / 3, i % 3, &row, &error), 0);
        }
    }
    cst_row_free(&row);
    CU_ASSERT_EQUAL(sink.flush(sink.self, &error), 0);
    read_file(&reload, path); /* while the other has it open */
    const uint64_t done[] = {FEW, FEW, FEW, 2 * block, 0, 0};
    for (size_t i = 0; i < 6; i++) {
        const cst_finding *finding = &reload.findings.finding[i];
        CU_ASSERT_EQUAL(finding->done, done[i]);
        CU_ASSERT_EQUAL(finding->count[CST_COUNT_PLANNED], 10 * done[i]);
        CU_ASSERT(isnan(cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).estimate));
    }
    CU_ASSERT_EQUAL(cst_reload_unfinished(&reload), 3);
    cst_reload_free(&reload);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

static void expect_refused(const char *path, int code, const char *words)
{
    cst_reload reload;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_reload_read(&reload, path, &error), code);
    CU_ASSERT_EQUAL(error.code, code);
    CU_ASSERT_STRING_EQUAL(error.file, path);
    const bool said = strstr(error.text, words) != NULL;
    if (!said) {
        (void)printf("\nexpected '%s', found '%s'\n", words, error.text);
    }
    CU_ASSERT(said);
    cst_reload_free(&reload);
}

/* Missing, with and without a file that is near; no results file; no cells; another version. */
static void test_reload_errors(void)
{
    char path[TEST_PATH];
    char far[TEST_PATH];
    char words[TEST_PATH + 32];
    cst_scenario scenario;
    cst_store *store = NULL;
    cst_reload reload;
    cst_error error = {0};
    test_file_name(path, "reload_errors");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
    expect_refused(path, CST_ERR_STORE, "has no cells yet");
    (void)snprintf(far, sizeof far, "%s", path);
    far[strlen(far) - 1] = 'f'; /* one letter of its ending */
    (void)snprintf(words, sizeof words, "; the nearest is %s", path);
    expect_refused(far, CST_ERR_STORE, words);
    expect_refused(far, CST_ERR_STORE, "No such file");
    expect_refused("", CST_ERR_STORE, "found an empty one");
    (void)snprintf(far, sizeof far, "%s/z", CST_BINARY_DIR);
    CU_ASSERT_EQUAL(cst_reload_read(&reload, far, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NULL(strstr(error.text, "nearest"));
    cst_reload_free(&reload);
    test_file_write(path, "trials,escaped\n1000,3\n", 22);
    expect_refused(path, CST_ERR_STORE, "found a text");
    test_file_remove(path);
    test_sql(path, "CREATE TABLE notes (x); INSERT INTO notes VALUES (1)");
    expect_refused(path, CST_ERR_STORE, "another SQLite database");
    write_file(sweep, path, &scenario, NULL);
    cst_scenario_free(&scenario);
    test_sql(path, "UPDATE meta SET value = '1' WHERE key = 'model_version'");
    expect_refused(path, CST_ERR_STORE_VERSION, "found version 1");
    test_file_remove(path);
}

/* A file's name is foreign text: what a terminal would obey is not shown, as in every error. */
static void test_reload_nearest_errors(void)
{
    char path[TEST_PATH];
    char near[TEST_PATH + 8];
    cst_reload reload;
    cst_error error = {0};
    test_file_name(path, "reload_nearest_errors");
    (void)snprintf(near, sizeof near, "%s\n", path);
    test_file_write(near, "", 0);
    CU_ASSERT_EQUAL(cst_reload_read(&reload, path, &error), CST_ERR_STORE);
    cst_reload_free(&reload);
    near[strlen(near) - 1] = '?';
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, near));
    CU_ASSERT_PTR_NULL(strchr(error.text, '\n'));
    near[strlen(near) - 1] = '\n';
    test_file_remove(near);
}

/* Writes the checksums of all cells anew by what docs/results.md says of them, as a stranger would
 * who hides what he has changed. */
static void seal(const char *path)
{
    static const char select[] =
        "SELECT id || char(10) || identity || char(10) || canonical || char(10) || at || char(10)"
        " || basis || char(10) || position || char(10) || seed || char(10) || stream || char(10)"
        " || trials || char(10) || block_trials || char(10) || counted || char(10) FROM cell"
        " WHERE position = ?1";
    sqlite3 *db = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    for (int cell = 0; cell < 6; cell++) {
        char sql[160] = "UPDATE cell SET checksum = '";
        sqlite3_stmt *statement = NULL;
        struct sha256_ctx context;
        uint8_t digest[SHA256_DIGEST_SIZE];
        CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, select, -1, &statement, NULL), SQLITE_OK);
        (void)sqlite3_bind_int(statement, 1, cell);
        CU_ASSERT_EQUAL_FATAL(sqlite3_step(statement), SQLITE_ROW);
        sha256_init(&context);
        sha256_update(&context, (size_t)sqlite3_column_bytes(statement, 0),
                      sqlite3_column_text(statement, 0));
        sha256_digest(&context, sizeof digest, digest);
        (void)sqlite3_finalize(statement);
        for (size_t i = 0; i < sizeof digest; i++) {
            (void)snprintf(sql + strlen(sql), 3, "%02x", digest[i]);
        }
        (void)snprintf(sql + strlen(sql), 32, "' WHERE position = %d", cell);
        CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    }
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

/* What a file's cells were changed to, behind their checksums or with new ones. */
static void test_reload_tampered(void)
{
    static const char other[] = "the scenario that is kept with it is not the one it was run with";
    static const char place[] = "its place in the sweep cannot be read";
    static const struct {
        const char *set, *words;
        int cell;
    } cases[] = {
        {"canonical = replace(canonical, '\"rate\":0.2', '\"rate\":0.3')", other, 4},
        {"canonical = replace(canonical, '\"rho\":0.2', '\"rho\":0.3')", other, 4},
        {"canonical = '{'", other, 0},
        /* more than one cell, of which the first is the one */
        {"canonical = rtrim(canonical, '}') || '},\"sweep\":{\"monitor.score.tpr\":[0.8,0.9]}}'",
         other, 3},
        {"canonical = (SELECT canonical FROM cell WHERE position = 5)", other, 3},
        {"id = upper(id)", other, 5},
        {"at = 'beta, 0.2'", place, 0},
        {"at = '[\"beta\",\"0.2\"]'", place, 4},
        {"at = '{\"scheming.dependence\":\"beta\"}'", place, 4},
        {"at = '{\"scheming.dependence\":\"beta\",\"scheming.rate\":\"0.2\"}'", place, 5},
        {"at = '{\"scheming.dependence\":\"beta\",\"scheming.rho\":null}'", place, 5},
        {"at = '{\"a\":\"1\",\"scheming.dependence\":\"beta\",\"scheming.rho\":\"0.2\"}'", place,
         5},
    };
    char path[TEST_PATH];
    char sql[256];
    char words[160];
    cst_scenario scenario;
    cst_reload reload;
    test_file_name(path, "reload_tampered");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(sweep, path, &scenario, NULL);
        seal(path); /* changes nothing */
        read_file(&reload, path);
        cst_reload_free(&reload);
        (void)snprintf(sql, sizeof sql, "UPDATE cell SET %s WHERE position = %d", cases[i].set,
                       cases[i].cell);
        test_sql(path, sql);
        expect_refused(path, CST_ERR_STORE, "the cells in the results file are damaged");
        seal(path);
        (void)snprintf(words, sizeof words, "): %s", cases[i].words);
        expect_refused(path, CST_ERR_STORE, words);
        (void)snprintf(words, sizeof words, "cell %d (%.6s", cases[i].cell,
                       strncmp(cases[i].set, "id", 2) == 0 ? "" : scenario.cell[cases[i].cell].id);
        expect_refused(path, CST_ERR_STORE, words);
        cst_scenario_free(&scenario);
    }
    test_file_remove(path);
}

/* A row that was changed, and one that was taken away. */
static void test_reload_damaged_rows(void)
{
    static const char *const changes[][2] = {
        {"UPDATE row SET escaped = escaped + 1 WHERE first_trial = 4096", "trials 4096-8192"},
        {"DELETE FROM row WHERE first_trial = 4096", "rows in the results file are damaged"}};
    char path[TEST_PATH];
    cst_scenario scenario;
    test_file_name(path, "reload_damaged_rows");
    for (size_t i = 0; i < 2; i++) {
        write_file(sweep, path, &scenario, NULL);
        cst_scenario_free(&scenario);
        test_sql(path, changes[i][0]);
        expect_refused(path, CST_ERR_STORE, changes[i][1]);
    }
    test_file_remove(path);
}

CST_SUITE("reload", CST_TEST(test_reload_sweep), CST_TEST(test_reload_tied),
          CST_TEST(test_reload_one_cell), CST_TEST(test_reload_owned),
          CST_TEST(test_reload_unfinished), CST_TEST(test_reload_errors),
          CST_TEST(test_reload_nearest_errors), CST_TEST(test_reload_tampered),
          CST_TEST(test_reload_damaged_rows))
