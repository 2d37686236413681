// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/summary/AllocationClass.h"

#include "llvm/Support/ErrorHandling.h"

using namespace membrane;

llvm::StringRef membrane::className(AllocationClass Class) {
  switch (Class) {
  case AllocationClass::None:
    return "none";
  case AllocationClass::Contained:
    return "contained";
  case AllocationClass::Parameterized:
    return "parameterized";
  case AllocationClass::Opaque:
    return "opaque";
  case AllocationClass::Escaping:
    return "escaping";
  case AllocationClass::Unknown:
    return "unknown";
  }
  llvm_unreachable("every class has a name");
}

llvm::StringRef membrane::kindName(AllocatorKind Kind) {
  switch (Kind) {
  case AllocatorKind::Heap:
    return "heap";
  case AllocatorKind::Mapping:
    return "mapping";
  case AllocatorKind::Resource:
    return "resource";
  case AllocatorKind::Stack:
    return "stack";
  }
  llvm_unreachable("every kind has a name");
}

std::optional<AllocatorKind>
membrane::parseAllocatorKind(llvm::StringRef Name) {
  for (auto Kind : {AllocatorKind::Heap, AllocatorKind::Mapping,
                    AllocatorKind::Resource, AllocatorKind::Stack})
    if (kindName(Kind) == Name)
      return Kind;
  return std::nullopt;
}

llvm::StringRef membrane::assumptionName(AssumptionKind Kind) {
  switch (Kind) {
  case AssumptionKind::Callee:
    return "callee";
  case AssumptionKind::Pointer:
    return "pointer";
  case AssumptionKind::Callback:
    return "callback";
  case AssumptionKind::Assembly:
    return "assembly";
  case AssumptionKind::Construct:
    return "construct";
  case AssumptionKind::Bound:
    return "bound";
  case AssumptionKind::Annotation:
    return "annotation";
  case AssumptionKind::Weak:
    return "weak";
  }
  llvm_unreachable("every kind of assumption has a name");
}

bool membrane::isUnseenCode(AssumptionKind Kind) {
  switch (Kind) {
  case AssumptionKind::Callee:
  case AssumptionKind::Pointer:
  case AssumptionKind::Assembly:
  case AssumptionKind::Construct:
  case AssumptionKind::Bound:
    return true;
  case AssumptionKind::Callback:
  case AssumptionKind::Annotation:
  case AssumptionKind::Weak:
    return false;
  }
  llvm_unreachable("every kind of assumption is seen or not");
}
