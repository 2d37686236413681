// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for popt: arguments out of a line, parsed, and help for them.

#include <popt.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  int verbose = 0, number = 0;
  char *name = NULL;
  struct poptOption options[] = {
      {"verbose", 'v', POPT_ARG_NONE, &verbose, 0, "say more", NULL},
      {"number", 'n', POPT_ARG_INT, &number, 0, "how many", "N"},
      {"name", 0, POPT_ARG_STRING, &name, 0, "what for", "NAME"},
      POPT_AUTOHELP POPT_TABLEEND};
  FILE *nowhere = fopen("/dev/null", "w");
  if (nowhere == NULL)
    return 2;
  for (long i = 0; i < rounds; i++) {
    int count = 0;
    const char **words = NULL;
    if (poptParseArgvString("program -v --number 7 --name \"two words\" rest",
                            &count, &words) != 0)
      abort();
    poptContext context = poptGetContext("program", count, words, options, 0);
    while (poptGetNextOpt(context) > 0)
      ;
    const char *rest = poptGetArg(context);
    if (rest == NULL || rest[0] != 'r' || number != 7 || name == NULL)
      abort();
    poptPrintUsage(context, nowhere, 0);
    poptPrintHelp(context, nowhere, 0);
    free(name);
    name = NULL;
    poptFreeContext(context);
    free(words);
  }
  return fclose(nowhere) == 0 ? 0 : 1;
}
