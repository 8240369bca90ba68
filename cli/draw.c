/* SPDX-License-Identifier: MIT */
#include "cli/draw.h"

#include "cli/interrupt.h"
#include "cli/output.h"

int cst_draw(const cst_picture *picture, const char *const *path, size_t paths,
             const cst_args *args, const char *flag, cst_error *error)
{
    cst_output output[CST_PICTURE_FORMATS] = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < paths; i++) {
        code = cst_args_apart(args, path[i], flag, error);
        code = code != 0 ? code : cst_output_open(&output[i], path[i], error);
    }
    for (size_t i = 0; code == 0 && i < paths; i++) {
        const cst_picture_format named = cst_picture_format_of(path[i]);
        const cst_picture_format format = named == CST_PICTURE_FORMATS ? CST_PICTURE_SVG : named;
        code = cst_picture_draw(picture, format, output[i].file, cst_interrupt_child, error);
    }
    for (size_t i = 0; code == 0 && i < paths; i++) {
        code = cst_output_close(&output[i], error);
    }
    for (size_t i = 0; i < paths; i++) {
        cst_output_discard(&output[i]);
    }
    return code;
}

int cst_draw_plot(const cst_picture *picture, const cst_args *args, cst_error *error)
{
    const char *path = cst_args_text(args, "plot");
    return cst_draw(picture, &path, 1, args, "plot", error);
}
