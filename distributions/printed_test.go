package distributions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
)

func TestPrinted(t *testing.T) {
	three, pairs := distributions.Constant(1, 2, 3), distributions.Constant(1, 2)
	for want, d := range map[string]distributions.Distribution{
		"distributions.Normal of batch (3,) and event ()":               distributions.Normal{Loc: three, Scale: three},
		"distributions.Independent of batch () and event (2,)":          distributions.Independent{Base: distributions.Poisson{Rate: pairs}},
		"distributions.Dirichlet of batch () and event (3,)":            distributions.Dirichlet{Concentration: three},
		"distributions.Gamma of parameters that do not fit together":    distributions.Gamma{},
		"distributions.Censored of parameters that do not fit together": distributions.Censored{},
	} {
		if got := fmt.Sprint(d); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Each type with a batch prints its shapes, and is in the list of the package.
func TestEveryDistributionIsPrintedAndListed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	method := regexp.MustCompile(`func \((?:\w+ )?\*?([A-Z]\w*)\) (BatchShape|String)\(`)
	types := map[string][]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range method.FindAllSubmatch(source, -1) {
			types[string(m[1])] = append(types[string(m[1])], string(m[2]))
		}
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for name, has := range types {
		if slices.Contains(has, "BatchShape") {
			if n++; !slices.Contains(has, "String") {
				t.Errorf("%s has no String: add it to printed.go", name)
			}
			if !regexp.MustCompile(`\b` + name + `\b`).Match(doc) {
				t.Errorf("%s is not in the families of doc.go", name)
			}
		}
	}
	if n < 40 {
		t.Errorf("%d types found", n)
	}
}

// What has no closed form is told with its shapes.
func TestErrorsHaveShapes(t *testing.T) {
	var err error
	func() {
		defer build.Recover(&err)
		distributions.Entropy(distributions.ZeroInflated{Logits: distributions.Constant(0, 0), Base: distributions.Poisson{Rate: distributions.Constant(1, 2)}})
	}()
	if e, ok := err.(*build.Error); !ok || len(e.Shapes) != 2 || !build.SameShape(e.Shapes[0], []int{2}) {
		t.Errorf("%v", err)
	}
}
