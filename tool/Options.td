// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every option of the program: its spelling, the commands that take it and
// its line in their help. An option that is written nowhere else is unknown.

include "llvm/Option/OptParser.td"

// One bit for each command; an option is visible to those that take it.
def ScanVis : OptionVisibility;
def ExplainVis : OptionVisibility;
def ModelsVis : OptionVisibility;
def SummarizeVis : OptionVisibility;
def LinkVis : OptionVisibility;
def DiffVis : OptionVisibility;
def FixVis : OptionVisibility;
def AnnotateVis : OptionVisibility;

class Units
    : Visibility<[ScanVis, ExplainVis, ModelsVis, SummarizeVis, DiffVis,
                  FixVis, AnnotateVis]>;
class Shows : Visibility<[ScanVis, ExplainVis, LinkVis, DiffVis, FixVis]>;
class Findings : Visibility<[ScanVis, LinkVis]>;
class Everywhere
    : Visibility<[ScanVis, ExplainVis, ModelsVis, SummarizeVis, LinkVis,
                  DiffVis, FixVis, AnnotateVis]>;

def InputGroup : OptionGroup<"input">, HelpText<"What to read">;
def SurfaceGroup : OptionGroup<"surface">, HelpText<"What is public">;
def FindingGroup : OptionGroup<"finding">, HelpText<"What to report">;
def OutputGroup : OptionGroup<"output">, HelpText<"Where the answer goes">;
def RunGroup : OptionGroup<"run">, HelpText<"How to run">;
def DebugGroup : OptionGroup<"debug">, HelpText<"To look inside">;

// --name=VALUE, which the help shows, and --name VALUE.
multiclass Long<string name, list<OptionVisibility> commands,
                OptionGroup group> {
  def _EQ : Joined<["--"], name#"=">, Group<group>, Visibility<commands>;
  def "" : Separate<["--"], name>, Alias<!cast<Joined>(NAME#"_EQ")>,
           Group<group>, Visibility<commands>;
}

// What to read.
def build : Separate<["-"], "p">, Units, Group<InputGroup>,
    MetaVarName<"<build>">,
    HelpText<"The build directory with compile_commands.json, or that file. "
             "Without it, the working directory, its 'build' and the same in "
             "each parent are tried">;
def build_EQ : Joined<["-"], "p=">, Units, Alias<build>;
def build_long : Separate<["--"], "build">, Units, Alias<build>;
def build_long_EQ : Joined<["--"], "build=">, Units, Alias<build>;
let HelpText = "Append one argument to every compile command (repeat)",
    MetaVarName = "<argument>" in
defm extra_arg : Long<"extra-arg", [ScanVis, ExplainVis, ModelsVis,
                      SummarizeVis, DiffVis, FixVis,
                   AnnotateVis], InputGroup>;
let HelpText = "Where Clang's own headers are, if not found by itself",
    MetaVarName = "<directory>" in
defm resource_dir : Long<"resource-dir", [ScanVis, ExplainVis, ModelsVis,
                         SummarizeVis, DiffVis, FixVis,
                   AnnotateVis], InputGroup>;
let HelpText = "More models of functions without a body, in the format of "
               "docs/models.md (repeat)",
    MetaVarName = "<file>" in
defm models : Long<"models", [ScanVis, ExplainVis, LinkVis, ModelsVis, DiffVis, FixVis,
                   AnnotateVis],
                   InputGroup>;
let HelpText = "Read this configuration, not the .membrane.yaml of the "
               "project",
    MetaVarName = "<file>" in
defm config : Long<"config", [ScanVis, ExplainVis, ModelsVis, SummarizeVis,
                   LinkVis, DiffVis, FixVis, AnnotateVis], InputGroup>;
def no_config : Flag<["--"], "no-config">, Everywhere, Group<InputGroup>,
    HelpText<"Read no configuration">;
let HelpText = "Report only what a change brings: a unified diff from the old "
               "files to those that are there; '-' is the standard input",
    MetaVarName = "<file>" in
defm diff : Long<"diff", [ScanVis], FindingGroup>;
let HelpText = "Contracts of functions in the syntax of Clang's API notes, for "
               "headers that one may not edit (repeat)",
    MetaVarName = "<file>" in
defm apinotes : Long<"apinotes", [ScanVis, ExplainVis, LinkVis, ModelsVis,
                     DiffVis, FixVis, AnnotateVis], InputGroup>;
let HelpText = "Scan this revision and the working tree, in place of two "
               "records; operands and the other options are those of scan",
    MetaVarName = "<revision>" in
defm git : Long<"git", [DiffVis], InputGroup>;
def check : Flag<["--"], "check">, Visibility<[ModelsVis]>, Group<InputGroup>,
    HelpText<"Only check the files: print what is wrong, with line and "
             "column">;
def missing : Flag<["--"], "missing">, Visibility<[ModelsVis]>,
    Group<InputGroup>,
    HelpText<"List the functions that the program uses and that have neither "
             "a body nor a model, the most called first">;
def skeleton : Flag<["--"], "skeleton">, Visibility<[ModelsVis]>,
    Group<InputGroup>,
    HelpText<"Write the functions of --missing as rows to fill in">;
def export_flag : Flag<["--"], "export">, Visibility<[ModelsVis]>,
    Group<InputGroup>,
    HelpText<"Analyse the program and write what its public functions do as "
             "models, for scans of its users">;

// What is public.
let HelpText = "Globs of the public headers, relative to the root, with "
               "commas between them (repeat). Without it every header is "
               "public",
    MetaVarName = "<glob>" in
defm public : Long<"public", [ScanVis, ExplainVis, ModelsVis, LinkVis, DiffVis, FixVis,
                   AnnotateVis],
                   SurfaceGroup>;
let HelpText = "What the library exports: a linker version script, a .def "
               "file, or one name a line",
    MetaVarName = "<file>" in
defm exports : Long<"exports", [ScanVis, ExplainVis, ModelsVis, LinkVis,
                    DiffVis, FixVis,
                   AnnotateVis], SurfaceGroup>;
let HelpText = "Paths in the answer and relative globs start here. Without "
               "it, the working directory if it holds all files, else their "
               "common parent",
    MetaVarName = "<directory>" in
defm root : Long<"root", [ScanVis, ExplainVis, ModelsVis, SummarizeVis,
                 LinkVis, DiffVis, FixVis,
                   AnnotateVis], SurfaceGroup>;

// What to report.
let HelpText = "The checks to run, as globs with commas between them; '-' "
               "before one takes away. Without it, all but those that "
               "only remark",
    MetaVarName = "<globs>" in
defm checks : Long<"checks", [ScanVis, LinkVis, DiffVis, FixVis], FindingGroup>;
let HelpText = "Exit with 1 if there is a finding at this level or above: "
               "remark, note, warning (the default), error or never",
    MetaVarName = "<level>", Values = "remark,note,warning,error,never" in
defm fail_on : Long<"fail-on", [ScanVis, LinkVis], FindingGroup>;
def all : Flag<["--"], "all">, Visibility<[DiffVis]>, Group<FindingGroup>,
    HelpText<"Compare also what is not public">;
def fixes : Flag<["--"], "fixes">, Visibility<[ScanVis]>, Group<FindingGroup>,
    HelpText<"Find out what 'fix' would do about each finding, which takes some "
             "more scans; text, json and sarif show it">;
def assumed : Flag<["--"], "assumed">, Visibility<[AnnotateVis]>,
    Group<FindingGroup>,
    HelpText<"Write also contracts that hold only under an assumption, such as "
             "that a contract of a function without a body is true">;

let HelpText = "Hide the findings that are listed in this file, and say how "
               "many of them are gone",
    MetaVarName = "<file>" in
defm baseline : Long<"baseline", [ScanVis, LinkVis], FindingGroup>;
def write_baseline : Flag<["--"], "write-baseline">, Findings,
    Group<FindingGroup>,
    HelpText<"Write the findings of this run to the file of --baseline">;

def in_place : Flag<["--"], "in-place">, Visibility<[FixVis, AnnotateVis]>,
    Group<OutputGroup>,
    HelpText<"Edit the files: all of them or, if one cannot be written, none">;
let HelpText = "Have the runtime in the project: edited files include "
               "membrane-region.h of this directory, and that and "
               "membrane-region.c are made there if they are not",
    MetaVarName = "<directory>" in
defm runtime : Long<"runtime", [FixVis], OutputGroup>;
def keep_abi : Flag<["--"], "keep-abi">, Visibility<[FixVis]>,
    Group<OutputGroup>,
    HelpText<"Leave functions that others may call as they are: those that are "
             "to take a region get a new one beside them, which the callers in "
             "the program call">;
def interactive : Flag<["--"], "interactive">, Visibility<[FixVis]>,
    Group<OutputGroup>,
    HelpText<"Show each fix and ask whether to apply it">;
def interactive_short : Flag<["-"], "i">, Visibility<[FixVis]>,
    Alias<interactive>;

// Where the answer goes.
let HelpText = "text (the default), json, sarif, github, gitlab or junit; diff "
               "knows text, markdown and json, fix diff, replacements, "
               "sarif and code-actions, "
               "annotate diff, text and json. May be repeated, each with the "
               "-o that follows it",
    MetaVarName = "<format>",
    // Of these each command's completion has those that its parser takes.
    Values = "text,json,markdown,sarif,github,gitlab,junit,diff,"
             "replacements,code-actions" in
defm format : Long<"format", [ScanVis, LinkVis, DiffVis, FixVis,
                   AnnotateVis], OutputGroup>;
def output : JoinedOrSeparate<["-"], "o">, Everywhere, Group<OutputGroup>,
    MetaVarName<"<file>">,
    HelpText<"Write to this file, not to the standard output. A file is "
             "replaced when all of it is written">;
let HelpText = "Colour: auto (the default: on a terminal, if NO_COLOR is not "
               "set), always or never",
    MetaVarName = "<when>", Values = "auto,always,never" in
defm color : Long<"color", [ScanVis, ExplainVis, LinkVis, DiffVis, FixVis],
                  OutputGroup>;
def no_color : Flag<["--"], "no-color">, Shows, Group<OutputGroup>,
    HelpText<"The same as --color=never">;

// How to run.
def jobs : JoinedOrSeparate<["-"], "j">, Units, Group<RunGroup>,
    MetaVarName<"<n>">,
    HelpText<"Read that many files at once; without it, one for each core">;
let HelpText = "Keep what was found out about each file here, and read only "
               "those again that have changed",
    MetaVarName = "<directory>" in
defm cache : Long<"cache", [ScanVis, ExplainVis, ModelsVis, SummarizeVis,
                  DiffVis], RunGroup>;
let HelpText = "Give a file up after that many seconds (120; 0: never)",
    MetaVarName = "<seconds>" in
defm unit_timeout : Long<"unit-timeout", [ScanVis, ExplainVis, ModelsVis,
                         SummarizeVis, DiffVis, FixVis,
                   AnnotateVis], RunGroup>;
let HelpText = "Progress on the standard error: auto (the default: on a "
               "terminal), always or never",
    MetaVarName = "<when>", Values = "auto,always,never" in
defm progress : Long<"progress", [ScanVis, ExplainVis, ModelsVis,
                     SummarizeVis, DiffVis, FixVis,
                   AnnotateVis], RunGroup>;
def quiet : Flag<["--"], "quiet">, Visibility<[ScanVis, ExplainVis,
    ModelsVis, SummarizeVis, LinkVis, DiffVis, FixVis, AnnotateVis]>,
    Group<RunGroup>,
    HelpText<"No progress and no warnings on the standard error">;
def quiet_short : Flag<["-"], "q">, Visibility<[ScanVis, ExplainVis,
    ModelsVis, SummarizeVis, LinkVis, DiffVis, FixVis, AnnotateVis]>,
    Alias<quiet>;
def help : Flag<["--"], "help">, Everywhere, Group<RunGroup>,
    HelpText<"Show this text">;
def help_short : Flag<["-"], "h">, Everywhere, Alias<help>;

// To look inside.
let HelpText = "Print what a stage gives and stop: facts, link, escape or "
               "summary",
    MetaVarName = "<stage>", Values = "facts,link,escape,summary" in
defm dump_stage : Long<"dump", [ScanVis, LinkVis], DebugGroup>;
def dump_config : Flag<["--"], "dump-config">, Everywhere, Group<DebugGroup>,
    HelpText<"Print the configuration that is in force and stop">;
def time_report : Flag<["--"], "time-report">, Visibility<[ScanVis, ExplainVis,
    ModelsVis, SummarizeVis, LinkVis, AnnotateVis]>, Group<DebugGroup>,
    HelpText<"Say on the standard error where the time went">;
