//go:build amd64 && !noasm

package kernel

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// required are the extensions that the assembly of a level names.
func required(t *testing.T, l Level) []string {
	set := map[string]bool{}
	files, err := filepath.Glob("*.s")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := parseAssembly(string(src))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			if of, _ := a.level(); of == l {
				for _, e := range a.requires {
					set[e] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// The CPU is asked for what the assembly requires, no less and no more.
func TestDetectAsksForWhatAssemblyRequires(t *testing.T) {
	below := []string{}
	for l := AVX2; l <= AVX512; l++ {
		asked := []string{}
		for _, f := range features(l) {
			asked = append(asked, f.name)
		}
		need := slices.DeleteFunc(required(t, l), func(e string) bool { return slices.Contains(below, e) })
		slices.Sort(asked)
		if !slices.Equal(asked, need) {
			t.Errorf("%v asks for %v, its assembly requires %v", l, asked, need)
		}
		below = append(below, asked...)
		slices.Sort(below)
		if known := slices.Sorted(slices.Values(extensions[l])); !slices.Equal(below, known) {
			t.Errorf("%v and below ask for %v, the test of the assembly allows %v", l, below, known)
		}
	}
}
