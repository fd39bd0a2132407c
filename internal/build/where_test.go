package build

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A function of the standard library between Fail and the caller is passed over, as sync.OnceValue was taken for his line.
func TestCallerIsNotTheStandardLibrary(t *testing.T) {
	where := ""
	sync.OnceFunc(func() { where = atCaller() })()
	if !strings.HasPrefix(where, "where_test.go:") {
		t.Errorf("%q", where)
	}
}

// atCaller calls caller at the depth that Fail does.
func atCaller() string { return func() string { return caller() }() }

// Under -trimpath a file has no folder, and packages are told apart by what their paths begin with.
func TestStandardUnderTrimpath(t *testing.T) {
	for _, c := range []struct {
		file, function string
		want           bool
	}{
		{"sync/oncefunc.go", "sync.OnceValues[...].func1", true},
		{"slices/sort.go", "slices.SortFunc", true},
		{"example.com/user/net.go", "example.com/user.net.Forward", false},
		{"gonum.org/v1/gonum@v0.16.0/mat/dense.go", "gonum.org/v1/gonum/mat.NewDense", false},
		{"mine/main.go", "main.net.Forward", false},
		{"main.go", "main.main", false},
		{"/home/user/mine/net.go", "mine.net.Forward", false},
		{own + "/x/net.go", "x.net.Forward", false},
	} {
		if got := relative(c.file, c.function); got != c.want {
			t.Errorf("%s (%s): %v", c.file, c.function, got)
		}
	}
}

// A package that is missing in the list would have its own lines named in errors, as those of nets were.
func TestLibraryListsEveryPackage(t *testing.T) {
	files, err := filepath.Glob("../../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if folder := filepath.Base(filepath.Dir(file)) + "/"; folder != "benchmarks/" && !slices.Contains(library, folder) {
			t.Errorf("%s is not in library", folder)
		}
	}
}
