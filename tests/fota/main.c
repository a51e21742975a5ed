/* main.c: runs the tests of the fota helper. SPDX-License-Identifier: MIT */
#include "rig.h"

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    test_paths();
    test_upload();
    test_orders();
    test_attach();
    test_everywhere();
    printf("%d passed, %d failed\n", tests_passed, tests_failed);
    return tests_failed != 0;
}
