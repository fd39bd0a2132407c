package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// No processor without AVX-512 may meet an instruction of AVX-512. The generators see to it, by avo's tables; these tests see
// to it in the files, by the table of Go's assembler, on every machine.

// extensions are what the "Requires:" lines of a level may name. On amd64 another test holds detect to them.
var extensions = map[Level][]string{
	AVX2: {"AVX", "AVX2", "CMOV", "FMA3", "MMX+", "POPCNT", "SSE", "SSE2"},
	AVX512: {"AVX", "AVX2", "CMOV", "FMA3", "MMX+", "POPCNT", "SSE", "SSE2",
		"AVX512BW", "AVX512DQ", "AVX512F", "AVX512VL", "BMI2"},
}

// assembly is a TEXT of a file.
type assembly struct {
	name     string
	requires []string
	body     []string
}

var text = regexp.MustCompile(`^TEXT ·(\w+)\(SB\), NOSPLIT, \$\d+-\d+$`)

// parseAssembly takes a file apart. It knows the lines that avo writes and nothing else: no macros, no second instruction on a
// line.
func parseAssembly(src string) (all []assembly, err error) {
	var requires []string
	for i, line := range strings.Split(src, "\n") {
		m := text.FindStringSubmatch(line)
		list, required := strings.CutPrefix(line, "// Requires: ")
		switch {
		case m != nil:
			all = append(all, assembly{name: m[1], requires: requires})
			requires = nil
		case required:
			requires = strings.Split(list, ", ")
		case strings.HasPrefix(line, "\t") && len(all) > 0 && !strings.ContainsAny(line, ";#"):
			last := &all[len(all)-1]
			last.body = append(last.body, strings.TrimSpace(line))
		case line == "" || line == `#include "textflag.h"` || regexp.MustCompile(`^(//|DATA |GLOBL |\w+:$)`).MatchString(line):
		default:
			return nil, fmt.Errorf("line %d: not a line that this test can read: %q", i+1, line)
		}
	}
	return all, nil
}

// level is the one that the name tells.
func (a assembly) level() (l Level, ok bool) {
	two, wide := strings.Contains(a.name, "AVX2"), strings.Contains(a.name, "AVX512")
	if wide {
		return AVX512, !two
	}
	return AVX2, two
}

// fault says what is wrong with the function: "" if nothing is.
func (a assembly) fault() string {
	l, ok := a.level()
	if !ok {
		return a.name + ": the name tells no level, or two"
	}
	if a.requires == nil {
		return a.name + ": no line of what it requires"
	}
	for _, e := range a.requires {
		if !slices.Contains(extensions[l], e) {
			return a.name + ": requires " + e + ", which is beyond " + l.String()
		}
	}
	for _, i := range a.body {
		if l == AVX2 && !decodes(i) {
			return a.name + ": not an instruction of AVX2: " + i
		}
	}
	return ""
}

// legacy are the instructions without VEX encoding that AVX2 functions may use: on general registers, memory and constants,
// the last two also on vector registers. Jumps go to labels.
var legacy = strings.Fields(`ADDQ ANDQ CMOVQGT CMOVQLE CMOVQLT CMPQ DECQ IMULQ INCQ JE JG JGE JL JLE JLT JMP JNE LEAQ MOVL MOVQ POPCNTQ PREFETCHT1 RET
	SHLQ SUBQ TESTL TESTQ XORQ MOVSD MOVSS`)

// forms are the instructions of vex_forms.txt: mnemonic and kinds of operands.
var forms = sync.OnceValue(func() map[string]bool {
	src, err := os.ReadFile("testdata/vex_forms.txt")
	if err != nil {
		panic(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		form, mnemonics, _ := strings.Cut(line, ":")
		for _, m := range strings.Fields(mnemonics) {
			for _, f := range spellings(strings.Fields(form)) {
				known[strings.TrimSpace(m+" "+f)] = true
			}
		}
	}
	return known
})

// spellings are the forms that a form stands for: "xm x" for "x x" and "m x".
func spellings(form []string) []string {
	if len(form) == 0 {
		return []string{""}
	}
	var all []string
	for _, kind := range form[0] {
		for _, rest := range spellings(form[1:]) {
			all = append(all, strings.TrimSpace(string(kind)+" "+rest))
		}
	}
	return all
}

// decodes reports whether a processor with AVX2, FMA and POPCNT has the instruction.
func decodes(instruction string) bool {
	mnemonic, operands, _ := strings.Cut(instruction, " ")
	kinds := ""
	if operands = strings.TrimSpace(operands); operands != "" {
		for o := range strings.SplitSeq(operands, ", ") {
			kinds += " " + kind(o)
		}
	}
	if slices.Contains(legacy, mnemonic) {
		switch {
		case mnemonic[0] == 'J':
			return kinds == " l"
		case strings.HasPrefix(mnemonic, "MOVS"):
			return kinds == " m x"
		}
		return !strings.ContainsAny(kinds, "xyvl?")
	}
	return forms()[mnemonic+kinds]
}

var operandKinds = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"i", regexp.MustCompile(`^\$[-+\w.]+$`)},
	{"x", regexp.MustCompile(`^X([0-9]|1[0-5])$`)},
	{"y", regexp.MustCompile(`^Y([0-9]|1[0-5])$`)},
	{"?", regexp.MustCompile(`^[XYZK]\d+$`)},                        // registers of AVX-512
	{"r", regexp.MustCompile(`^([ABCD]X|[SD]I|BP|R[89]|R1[0-5])$`)}, // of any width
	{"v", regexp.MustCompile(`\([XY]([0-9]|1[0-5])\*\d\)$`)},
	{"?", regexp.MustCompile(`[(][XYZ]\d+`)},
	{"m", regexp.MustCompile(`^[-+\w<>]*(\((\w+)\))(\(\w+\*\d\))?$`)},
	{"l", regexp.MustCompile(`^\w+$`)}, // a label
}

// kind is the class of an operand in vex_forms.txt, "?" for what AVX2 does not have.
func kind(operand string) string {
	for _, k := range operandKinds {
		if k.pattern.MatchString(operand) {
			return k.kind
		}
	}
	return "?"
}

func TestAssemblyStaysInItsLevel(t *testing.T) {
	seen := map[string]int{}
	err := filepath.WalkDir("../..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".s" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all, err := parseAssembly(string(src))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, a := range all {
			if f := a.fault(); f != "" {
				t.Errorf("%s: %s", path, f)
			}
			l, _ := a.level()
			seen[filepath.Base(filepath.Dir(path))+" "+l.String()]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"kernel avx2", "kernel avx512", "peak avx2", "peak avx512"} {
		if seen[want] == 0 {
			t.Errorf("read no function of %s: %v", want, seen)
		}
	}
}
