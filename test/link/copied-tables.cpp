// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// The element of a table by value, in a loop over it.
extern "C" char *strdup(const char *);
struct Ops {
  int (*Prepare)(const char *, char **);
  int (*Finish)(const char *, char **);
};
static int nop(const char *, char **) { return 0; }
static int upper(const char *From, char **To) {
  *To = strdup(From);
  return 0;
}
static Ops Table[2];
void setup() {
  Table[0] = {nop, nop};
  Table[1] = {nop, upper};
}
// CHECK-LABEL: {{^}}use: escaping{{$}}
int use(const char *From, char **To) {
  for (auto Each : Table)
    if (Each.Finish)
      Each.Finish(From, To);
  return 0;
}
