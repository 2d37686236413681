// RUN: %scan %s -- | FileCheck %s

// Each variable of the library's that is given makes a context, until there are
// enough. A null still chooses the branch behind that.

void *malloc(__SIZE_TYPE__);
void free(void *);

struct kind { const char *name; };
struct thing { const struct kind *of; };
struct owner { struct thing *last; };

static const struct kind k0 = {"0"}, k1 = {"1"}, k2 = {"2"}, k3 = {"3"},
                         k4 = {"4"}, k5 = {"5"}, k6 = {"6"}, k7 = {"7"},
                         k8 = {"8"}, k9 = {"9"}, k10 = {"10"}, k11 = {"11"},
                         k12 = {"12"}, k13 = {"13"}, k14 = {"14"}, k15 = {"15"},
                         k16 = {"16"}, k17 = {"17"};

struct thing *send(struct owner *by, const struct kind *of, unsigned flags) {
  struct thing *made = 0;
  if (of) {
    made = malloc(sizeof *made);
    if (!made)
      return 0;
    made->of = of;
    by->last = made;
  }
  free(malloc(8));
  if (flags & 1)
    by->last = 0;
  return made;
}

#define MAKER(n) \
  struct thing *make_##n(struct owner *by) { return send(by, &k##n, 0); }
MAKER(0) MAKER(1) MAKER(2) MAKER(3) MAKER(4) MAKER(5) MAKER(6) MAKER(7)
MAKER(8) MAKER(9) MAKER(10) MAKER(11) MAKER(12) MAKER(13) MAKER(14) MAKER(15)
MAKER(16) MAKER(17)

struct thing *make_any(struct owner *by, const struct kind *of) {
  return send(by, of, 0);
}
// CHECK-LABEL: {{^}}make_17: opaque
// CHECK-LABEL: {{^}}make_any: opaque

void tell_ok(struct owner *by) { send(by, 0, 0); }
// CHECK-LABEL: {{^}}tell_ok: contained
// CHECK-NOT: escapes
void tell_last_ok(struct owner *by) { send(by, 0, 1); }
// CHECK-LABEL: {{^}}tell_last_ok: contained
// CHECK-NOT: escapes
