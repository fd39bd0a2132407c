// Package printed tests what is printed of the values of this module: for people, in a line, and never a panic.
package printed_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	_ "github.com/deepprob/deepprob/all"
	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"gonum.org/v1/gonum/mat"
)

// longest is how many characters a value prints at most.
const longest = 220

// tables are the types whose String is documented as a table.
var tables = []reflect.Type{of[bnn.Report](), of[convert.Table]()}

// address is what Go prints of a pointer.
var address = regexp.MustCompile(`0x[0-9a-f]{4,}`)

// check prints what p points to, a pointer to it, and both inside of something else.
func check(t *testing.T, what string, p reflect.Value) {
	t.Helper()
	of := p.Type().Elem()
	ways := []any{p.Elem().Interface(), struct{ V any }{p.Elem().Interface()}}
	if p.Type().Implements(reflect.TypeFor[error]()) { // which says all that there is to say
		if s := fmt.Sprint(p.Interface()); strings.Contains(s, "PANIC=") || address.MatchString(s) {
			t.Errorf("%s of a %v prints %.300s", what, of, s)
		}
		return
	}
	if of.Kind() == reflect.Struct {
		ways = append(ways, p.Interface())
		if locked(of) {
			ways = ways[2:] // values of it cannot be copied
		}
	}
	for _, v := range ways {
		s := fmt.Sprint(v)
		said := strings.ReplaceAll(s, "\"quoted\\\n", "") // a word that is filled in
		switch n := utf8.RuneCountInString(said); {
		case strings.Contains(s, "PANIC="):
			t.Errorf("%s of a %v panics: %.300s", what, of, s)
		case address.MatchString(s):
			t.Errorf("%s of a %v prints addresses: %.300s", what, of, s)
		case slices.Contains(tables, of):
		case strings.Contains(said, "\n"):
			t.Errorf("%s of a %v prints lines: %.300s", what, of, s)
		case n > longest:
			t.Errorf("%s of a %v prints %d characters: %.300s", what, of, n, s)
		default:
			continue
		}
		return
	}
}

// locked reports whether a type has a lock in it.
func locked(t reflect.Type) bool {
	if t.PkgPath() == "sync" || t.PkgPath() == "sync/atomic" {
		return true
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if locked(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// Every value of an exported type prints a line of what it is: the zero one, and others.
func TestEveryType(t *testing.T) {
	for pkg, list := range types {
		for name, of := range list {
			if of.Kind() == reflect.Interface || of.Kind() == reflect.Func {
				continue // of which Go prints what it can
			}
			t.Run(pkg+"."+name, func(t *testing.T) {
				check(t, "the zero value", reflect.New(of))
				r := rand.New(rand.NewPCG(1, 2))
				f := &registrytest.Filler{Bits: r.Uint64, Make: special}
				for range 40 {
					p := reflect.New(of)
					f.Fill(p.Elem(), 4)
					check(t, "a value", p)
					if t.Failed() {
						return
					}
				}
			})
		}
	}
}

// What files may have may be hidden types too, which stand in exported interfaces: networks, samplers, priors.
func TestEnteredTypes(t *testing.T) {
	for _, of := range registry.Types() {
		for of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() == reflect.Func {
			continue
		}
		check(t, "the zero value", reflect.New(of))
		r := rand.New(rand.NewPCG(1, 2))
		f := &registrytest.Filler{Bits: r.Uint64, Make: special}
		for range 20 {
			p := reflect.New(of)
			f.Fill(p.Elem(), 4)
			check(t, "a value", p)
		}
	}
}

// special makes what has hidden fields.
var special = map[reflect.Type]func(bits func() uint64) any{
	of[*mat.Dense](): func(bits func() uint64) any { return mat.NewDense(3, 40, nil) },
}

// No exported type of a public package is left out.
func TestAllTypes(t *testing.T) {
	dirs, err := filepath.Glob("../../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		if i, err := os.Stat(dir); err != nil || !i.IsDir() || slices.Contains([]string{"internal", "notebooks_port", "benchmarks", "testdata"}, name) {
			continue
		}
		_, declared, err := hostile.Exported(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, typ := range declared {
			if types[name][typ] == nil {
				t.Errorf("%s.%s is not in the table: enter it", name, typ)
			}
		}
	}
}
