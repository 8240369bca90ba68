/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include <string.h>

const cst_command *const cst_commands[] = {
    &cst_command_run,
    &cst_command_plot,
    &cst_command_validate,
    &cst_command_surface,
    &cst_command_compare,
    &cst_command_benchmark,
    &cst_command_assumptions,
    &cst_command_fit,
    &cst_command_list,
    &cst_command_export,
    &cst_command_help,
    &cst_command_version,
    NULL,
};

const cst_command *cst_command_find(const char *name)
{
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        if (strcmp(cst_commands[i]->name, name) == 0) {
            return cst_commands[i];
        }
    }
    return NULL;
}
