/* main.c: runs the tests of the MQTT helper. SPDX-License-Identifier: MIT */
#include "rig.h"

int main(void)
{
    test_paths();
    test_losses();
    test_everywhere();
    printf("%d passed, %d failed\n", tests_passed, tests_failed);
    return tests_failed != 0;
}
