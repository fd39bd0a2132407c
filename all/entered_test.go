package all_test

import (
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/slow"
)

const module = "github.com/deepprob/deepprob"

// kept are the interfaces that fields of networks, of models and of their training are of.
var kept = []string{
	module + "/layers.Layer", module + "/layers.Initializer", module + "/layers.Padding", module + "/training.Net", module + "/nets.Family",
	module + "/flows.Transform", module + "/flows.Univariate", module + "/flows.Base",
	module + "/losses.Loss", module + "/data.Scaler", module + "/distributions.Prior", module + "/distributions.JointPrior",
	module + "/distributions.Bijector", module + "/bnn.Prior", module + "/bnn.Posterior", module + "/solvers.Schedule", module + "/training.Sampler",
	"gorgonia.org/gorgonia.Solver",
}

// unkept are types that no file has.
var unkept = map[string]string{
	module + "/distributions.Affine":            "of nodes, which a network makes",
	module + "/distributions.Power":             "of nodes, which a network makes",
	module + "/distributions.SinhArcsinh":       "of nodes, which a network makes",
	module + "/distributions.RationalQuadratic": "of nodes, which a network makes",
	module + "/distributions.Bernstein":         "of nodes, which a network makes",
}

// Every exported type of the library that implements one of the interfaces is entered, and by a package that all imports.
func TestEntered(t *testing.T) {
	slow.Test(t)
	packages, load := compiled(t)
	var of []*types.Interface
	for _, name := range kept {
		i := strings.LastIndex(name, ".")
		of = append(of, load(name[:i]).Scope().Lookup(name[i+1:]).Type().Underlying().(*types.Interface))
	}
	entered := map[string]bool{}
	for _, t := range registry.Types() {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		entered[t.PkgPath()+"."+t.Name()] = true
	}
	found := map[string]bool{}
	for _, path := range packages {
		for _, name := range implementing(load(path), of) {
			if found[name] = true; !entered[name] && unkept[name] == "" {
				t.Errorf("%s is not entered: add it to register.go of its package", name)
			}
		}
	}
	if len(found) < 60 {
		t.Errorf("only %d types were found", len(found))
	}
	for name := range unkept {
		if entered[name] || !found[name] {
			t.Errorf("%s is no exception", name)
		}
	}
}

// compiled lists the packages of the module that others can import, and loads them, and what they import, from the compiler's output.
func compiled(t *testing.T) (packages []string, load func(path string) *types.Package) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, line := range strings.Fields(string(out)) {
		path, file, _ := strings.Cut(line, "=")
		if files[path] = file; strings.HasPrefix(path, module+"/") && !excluded(path) {
			packages = append(packages, path)
		}
	}
	by := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
	return packages, func(path string) *types.Package {
		p, err := by.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

// excluded are programs, and what only the module itself imports.
func excluded(path string) bool {
	for _, part := range []string{"/internal/", "/notebooks_port", "/benchmarks", "/cmd/"} {
		if strings.Contains(path, part) {
			return true
		}
	}
	return false
}

// implementing lists the exported types of a package that implement one of the interfaces, or whose pointers do.
func implementing(p *types.Package, of []*types.Interface) (names []string) {
	for _, name := range p.Scope().Names() {
		o, ok := p.Scope().Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() || o.IsAlias() || types.IsInterface(o.Type()) {
			continue
		}
		for _, i := range of {
			if types.Implements(o.Type(), i) || types.Implements(types.NewPointer(o.Type()), i) {
				names = append(names, p.Path()+"."+name)
				break
			}
		}
	}
	return names
}
