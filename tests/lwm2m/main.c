/* main.c: runs the tests of the helper lwm2m. SPDX-License-Identifier: MIT */
#include "rig.h"

int main(void)
{
    test_files();
    test_neul();
    test_qlw();
    test_orders();
    test_everywhere();
    printf("%d passed, %d failed\n", tests_passed, tests_failed);
    return tests_failed != 0;
}
