// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text form of summaries: nodes by name, then what changes.

#include "analysis/escape/Escape.h"

#include "llvm/ADT/StringExtras.h"

using namespace membrane;

namespace {

class SummaryPrinter {
public:
  SummaryPrinter(const FunctionSummary &Shown, const Program &Linked,
                 llvm::raw_ostream &Out)
      : Shown(Shown), Linked(Linked), Out(Out) {}
  void print();

private:
  void name(NodeId Named);
  void offset(Offset At);
  void value(const PointsTo &Holds);
  void allocations();

  const FunctionSummary &Shown;
  const Program &Linked;
  llvm::raw_ostream &Out;
};

void SummaryPrinter::offset(Offset At) {
  if (At.isAny())
    Out << "[?]";
  else if (At.isRange())
    Out << "[" << At.low() << "..]";
  else if (At.Stride)
    Out << "[" << At.Bytes << "+" << At.Stride
        << (At.isBounded() ? "k..]" : "k]");
  else if (At.Bytes)
    Out << "[" << At.Bytes << "]";
}

void SummaryPrinter::name(NodeId Named) {
  const Node &Object = Shown.Nodes[Named.Index];
  switch (Object.Form) {
  case Node::Kind::Argument:
    Out << "arg" << Object.Number;
    return;
  case Node::Kind::Variadic:
    Out << "variadic";
    return;
  case Node::Kind::Global:
  case Node::Kind::Function:
    Out << Linked.Symbols[Object.Number].Name;
    return;
  case Node::Kind::Content:
    Out << "*(";
    name(Object.Parent);
    offset(Object.At);
    Out << ")";
    return;
  case Node::Kind::Fresh:
    Out << "fresh" << Object.Number;
    return;
  case Node::Kind::Local:
    Out << "local";
    return;
  case Node::Kind::Static:
    Out << "static";
    return;
  case Node::Kind::Thrown:
    Out << "thrown";
    return;
  case Node::Kind::Unseen:
    Out << "unseen";
    return;
  }
}

void SummaryPrinter::value(const PointsTo &Holds) {
  llvm::ListSeparator Or(" | ");
  for (const Target &To : Holds.targets()) {
    Out << Or << "&";
    name(To.Node);
    offset(To.At);
  }
  for (int64_t Known : Holds.numbers())
    Out << Or << Known;
  if (Holds.hasScalar())
    Out << Or << "number";
}

void SummaryPrinter::allocations() {
  for (size_t I = 0; I < Shown.Allocations.size(); ++I) {
    const Allocation &Made = Shown.Allocations[I];
    Out << "  fresh" << I << " = "
        << (Made.Family.empty() ? "memory" : Made.Family);
    if (Made.Hook) {
      Out << " through ";
      name(Made.Hook);
    }
    if (Made.IfNull) {
      Out << " without ";
      name(Made.IfNull);
    }
    if (Made.Zeroed)
      Out << " zeroed";
    for (const CallStep &Step : Made.Steps)
      Out << " at " << Step.Where.Line << ":" << Step.Where.Column;
    Out << "\n";
  }
}

void SummaryPrinter::print() {
  allocations();
  for (const NodeRelease &Given : Shown.Releases) {
    Out << (Given.Always ? "  frees "
            : Given.Gone ? "  moves or frees "
                         : "  may free ");
    name(Given.Node);
    Out << "\n";
  }
  for (const SummaryCell &Place : Shown.Cells) {
    Out << "  ";
    name(Place.Node);
    offset(Place.At);
    Out << (Place.Replaces ? " = " : " may be ");
    value(Place.Holds);
    Out << "\n";
  }
  for (const HandedOut &Given : Shown.Handed) {
    Out << (Given.Hidden ? "  hands hidden to " : "  hands to ");
    name(Given.Hook);
    Out << " ";
    value(Given.Holds);
    Out << "\n";
  }
  for (const UnseenCode &Unknown : Shown.Assumptions)
    Out << "  assumes " << assumptionName(Unknown.Kind) << " " << Unknown.Name
        << "\n";
  for (const SummaryCell &Part : Shown.Result) {
    Out << "  returns";
    offset(Part.At);
    Out << " ";
    value(Part.Holds);
    Out << "\n";
  }
  if (!Shown.Returns)
    Out << "  does not return\n";
  if (Shown.Unwinds || Shown.Throws)
    Out << "  may unwind\n";
  for (SymbolId Type : Shown.Thrown.Known)
    Out << "  throws " << Linked.Symbols[Type.Index].Name << "\n";
}

} // namespace

void membrane::print(const Summaries &Found, const Program &Linked,
                     llvm::raw_ostream &Out) {
  for (size_t I = 0; I < Found.Of.size(); ++I) {
    Out << "function " << Linked.Functions[I].Name << "\n";
    SummaryPrinter(Found.Of[I], Linked, Out).print();
    if (!Found.Of[I].Returned)
      continue;
    Out << "function " << Linked.Functions[I].Name << " where it returns\n";
    SummaryPrinter(*Found.Of[I].Returned, Linked, Out).print();
  }
}
