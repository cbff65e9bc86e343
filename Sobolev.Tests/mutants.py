#!/usr/bin/env python3
"""Plants faults in rooms of Sobolev.Experiments and counts how many the fast tests of these rooms find.

    Sobolev.Tests/mutants.py [--mutants 60] [--seed 1] [--rooms Objectives,Kernels,Runs,Configuration,Statistics]

Works on a copy of the committed state. All mutants are compiled at once, each behind a switch (the environment variable MUTANT), and
each is one run of the tests (docs/testing.md). Prints a line for each mutant and the score; survivors have their place and change.
"""
import argparse, os, pathlib, random, re, shutil, subprocess, sys, tempfile

SWITCH = '''namespace Sobolev;

/// <summary>The planted fault that is on, 0 for none.</summary>
internal static class Mutant
{
    public static readonly int On = int.Parse(System.Environment.GetEnvironmentVariable("MUTANT") ?? "0");
}
'''
# (name, pattern, replacement by the number of the mutant); the text that matches has no strings and no comments
OPERATORS = [
    ("negated condition", re.compile(r"\bif \((?P<x>[^()]*(?:\([^()]*\)[^()]*)*)\)$"), "if ((Sobolev.Mutant.On == {n}) != ({x}))"),
    ("negated choice", re.compile(r"(?<=return )(?P<x>[^?;=]+[<>=!]=? [^?;=]+) \?(?!\?)"), "((Sobolev.Mutant.On == {n}) != ({x})) ?"),
    ("off by one up", re.compile(r"(?P<x>\b[\w.]+(?:\[[^\]]*\])?) \+ 1\b(?!\.)"), "{x} + (Sobolev.Mutant.On == {n} ? 2 : 1)"),
    ("off by one down", re.compile(r"(?P<x>\b[\w.]+(?:\[[^\]]*\])?) - 1\b(?!\.)"), "{x} - (Sobolev.Mutant.On == {n} ? 0 : 1)"),
    ("left out statement", re.compile(r"^(?P<i>\s+)(?P<x>_?[A-Za-z][\w.]*\([^;]*\));$"), "{i}if (Sobolev.Mutant.On != {n}) {x};"),
    ("left out addition", re.compile(r"^(?P<i>\s+)(?P<x>[\w.\[\]]+ [+*-]= [^;]+);$"), "{i}if (Sobolev.Mutant.On != {n}) {x};"),
    ("and for or", re.compile(r"^(?P<i>\s+return )(?P<x>[^&|?=;]+) \|\| (?P<y>[^&|?;=]+);$"), "{i}(Sobolev.Mutant.On == {n} ? ({x}) && ({y}) : ({x}) || ({y}));"),
    ("or for and", re.compile(r"^(?P<i>\s+return )(?P<x>[^&|?=;]+) && (?P<y>[^&|?;=]+);$"), "{i}(Sobolev.Mutant.On == {n} ? ({x}) || ({y}) : ({x}) && ({y}));"),
]


def candidates(root, rooms):
    for room in rooms:
        for path in sorted((root / "Sobolev.Experiments" / room).rglob("*.cs")):
            for number, line in enumerate(path.read_text().split("\n")):
                if line.lstrip().startswith(("//", "[", "throw", "using")) or '"' in line or "const " in line or " is " in line or "out " in line:
                    continue
                for name, pattern, replacement in OPERATORS:
                    if pattern.search(line):
                        yield path, number, name, pattern, replacement


def build(root):
    done = subprocess.run(
        ["dotnet", "build", "Sobolev.Tests", "-c", "Release", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "--nologo"],
        cwd=root, env={**os.environ, "MutationTesting": "true"}, capture_output=True, text=True)
    return done.returncode == 0, set(re.findall(r"(\S+\.cs)\((\d+),\d+\): error", done.stdout))


def tests(root, mutant):
    try:
        done = subprocess.run(
            ["dotnet", "run", "--no-build", "-c", "Release", "--project", "Sobolev.Tests", "--", "-noColor", "-stopOnFail"],
            cwd=root, env={**os.environ, "MutationTesting": "true", "MUTANT": str(mutant)}, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return "found (never ends)"
    found = re.search(r"^\s*(\S+) \[FAIL\]", done.stdout, re.M)
    return "survived" if done.returncode == 0 else f"found by {found.group(1).removeprefix('Sobolev.Tests.') if found else 'a crash'}"


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--mutants", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rooms", default="Objectives,Kernels,Runs,Configuration,Statistics")
    given = asked.parse_args()
    here = pathlib.Path(__file__).resolve().parent.parent
    root = pathlib.Path(tempfile.mkdtemp(prefix="mutants-")) / "copy"
    subprocess.run(["git", "clone", "-q", str(here), str(root)], check=True)
    (root / "Sobolev.Experiments" / "Mutant.cs").write_text(SWITCH)

    possible = list(candidates(root, given.rooms.split(",")))
    chosen = random.Random(given.seed).sample(possible, min(given.mutants, len(possible)))
    lines = {}
    for n, (path, number, name, pattern, replacement) in enumerate(chosen, 1):
        lines.setdefault((path, number), (n, name, pattern, replacement))
    while True:
        originals = {path: path.read_text() for path, _ in lines}
        for (path, number), (n, name, pattern, replacement) in lines.items():
            text = path.read_text().split("\n")
            text[number] = pattern.sub(lambda found: replacement.format(n=n, **found.groupdict()), text[number], count=1)
            path.write_text("\n".join(text))
        ok, errors = build(root)
        if ok:
            break
        wrong = {(pathlib.Path(file), int(line) - 1) for file, line in errors} & set(lines)
        if not wrong:
            sys.exit(f"the copy cannot be built: {sorted(errors)[:5]}")
        # a change that the compiler refuses is no fault
        for path, text in originals.items():
            path.write_text(text)
        lines = {place: change for place, change in lines.items() if place not in wrong}

    if tests(root, 0) != "survived":
        sys.exit("the tests fail without a mutant")
    results = []
    for (path, number), (n, name, _, _) in sorted(lines.items(), key=lambda item: item[1][0]):
        result = tests(root, n)
        results.append(result)
        print(f"{path.relative_to(root)}:{number + 1}: {name}: {result}", flush=True)
    found = sum(result != "survived" for result in results)
    print(f"{found} of {len(results)} found ({len(possible)} possible places, seed {given.seed})")
    shutil.rmtree(root.parent)


if __name__ == "__main__":
    main()
