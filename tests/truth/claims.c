/* SPDX-License-Identifier: MIT */
#include "tests/truth/claims.h"
#include <stdlib.h>
int main(void)
{
    return claims_vectors(CST_TEST_DATA "/claims_vectors.csv") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
