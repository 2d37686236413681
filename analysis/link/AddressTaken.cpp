// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/AddressTaken.h"

using namespace membrane;

llvm::DenseSet<uint32_t> membrane::findAddressTaken(const Program &Linked) {
  llvm::DenseSet<uint32_t> Named;
  for (const Function &Code : Linked.Functions)
    for (const Value &Held : Code.Values)
      if (Held.Form == Value::Kind::Address)
        Named.insert(Linked.resolve(Held.Target).Index);
  for (const Symbol &Variable : Linked.Symbols)
    for (const InitialPointer &Pointer : Variable.Initial)
      if (Pointer.Target)
        Named.insert(Linked.resolve(Pointer.Target).Index);
  return Named;
}
