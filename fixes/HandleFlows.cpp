// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether what becomes a region's, and nothing else, was released where the
// releases go, and gets nowhere else.

#include "fixes/HandleFlows.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

HandleFlows::HandleFlows(llvm::ArrayRef<UnitEdits> Parts) {
  for (const UnitEdits &Each : Parts) {
    for (const auto &[From, To] : Each.Flows) {
      unsigned Source = add(From), Target = add(To);
      Next[Source].push_back(Target);
      Before[Target].push_back(Source);
    }
    for (const FlowEnd &End : Each.Ends) {
      add(End.Place);
      if (End.Common)
        Common.push_back(End);
    }
  }
}

unsigned HandleFlows::add(llvm::StringRef Name) {
  auto [Known, New] = Places.try_emplace(Name, unsigned(Next.size()));
  if (New) {
    Next.emplace_back();
    Before.emplace_back();
  }
  return Known->second;
}

/// For each place an end of the role from which one gets there, if any.
HandleFlows::Origins HandleFlows::follow(llvm::ArrayRef<FlowEnd> Own,
                                         FlowRole Role,
                                         const Edges &Along) const {
  Origins Of(Next.size());
  std::vector<unsigned> Work;
  auto Start = [&](const FlowEnd &End) {
    if (End.Role != Role)
      return;
    unsigned Here = Places.lookup(End.Place);
    if (Of[Here])
      return;
    Of[Here] = &End;
    Work.push_back(Here);
  };
  for (const FlowEnd &End : Own)
    if (!End.Common)
      Start(End);
  for (const FlowEnd &End : Common)
    Start(End);
  while (!Work.empty()) {
    unsigned Here = Work.back();
    Work.pop_back();
    for (unsigned There : Along[Here])
      if (!Of[There]) {
        Of[There] = Of[Here];
        Work.push_back(There);
      }
  }
  return Of;
}

/// Something else may lead to what hangs under the object for a while, but what
/// is released through it would be gone with the object before.
std::optional<Obstacle> HandleFlows::checkApart(llvm::ArrayRef<FlowEnd> Own,
                                                const Origins &Block) const {
  Origins Released = follow(Own, FlowRole::Gone, Before);
  std::vector<bool> Within(Next.size());
  for (const FlowEnd &End : Own)
    if (End.Role == FlowRole::Member)
      Within[Places.lookup(End.Place)] = true;
  for (const FlowEnd &End : Common) {
    unsigned Here = Places.lookup(End.Place);
    if (End.Role == FlowRole::Apart && !Within[Here] && Block[Here] &&
        Released[Here])
      return End.Why;
  }
  return std::nullopt;
}

std::optional<Obstacle> HandleFlows::check(llvm::ArrayRef<FlowEnd> Own) const {
  Origins Object = reachedFrom(Own, FlowRole::Object),
          Block = reachedFrom(Own, FlowRole::Taken),
          Fixed = reachedFrom(Own, FlowRole::Fixed),
          Foreign = reachedFrom(Own, FlowRole::Foreign),
          Outside = reachedFrom(Own, FlowRole::Outside);
  auto Check = [&](const FlowEnd &End) -> std::optional<Obstacle> {
    unsigned Here = Places.lookup(End.Place);
    switch (End.Role) {
    case FlowRole::Released:
      if (Block[Here])
        return End.Why;
      if (Foreign[Here])
        return Foreign[Here]->Why;
      break;
    case FlowRole::Gone:
      if (Object[Here])
        return End.Why;
      if (Foreign[Here])
        return Foreign[Here]->Why;
      break;
    case FlowRole::Resized:
      if (Object[Here])
        return End.Why;
      for (const Origins *Other : {&Foreign, &Fixed})
        if ((*Other)[Here])
          return (*Other)[Here]->Why;
      break;
    case FlowRole::Home:
      if (Outside[Here])
        return Outside[Here]->Why;
      break;
    case FlowRole::Lost:
    case FlowRole::Kept:
      if (Block[Here] || (End.Role == FlowRole::Lost && Object[Here]))
        return End.Why;
      break;
    case FlowRole::Object:
    case FlowRole::Taken:
    case FlowRole::Maker:
    case FlowRole::Fixed:
    case FlowRole::Foreign:
    case FlowRole::Outside:
    case FlowRole::Member:
    case FlowRole::Apart:
      break;
    }
    return std::nullopt;
  };
  for (const FlowEnd &End : Own)
    if (!End.Common)
      if (auto Cannot = Check(End))
        return Cannot;
  for (const FlowEnd &End : Common)
    if (auto Cannot = Check(End))
      return Cannot;
  return checkApart(Own, Block);
}

} // namespace membrane
