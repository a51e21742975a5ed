/* options.h: the command line.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_OPTIONS_H
#define QCG_OPTIONS_H

#include "stages.h"

enum verb { VERB_GEN, VERB_CHECK, VERB_DECODE, VERB_EXPORT };

struct options {
    enum verb verb;
    struct gen_options gen;
    const char *dump;            /* NULL, or tokens, tree, model, tables */
    const char *format;          /* export                              */
    const char *spec;            /* decode: other specs than those inside */
    bool json;
    const char **files;          /* SPEC..., or decode's FILE; NULL-terminated */
};

/* Returns -1 to go on, or the exit status when all is said (--help, --version, a mistake). */
int parse_options(struct options *o, int argc, char **argv);

#endif
