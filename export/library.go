package export

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/deepprob/deepprob/export/internal/source"
	"github.com/deepprob/deepprob/internal/kernel"
)

// A declaration is one name of the code that exports are made of.
type declaration struct {
	name    string
	method  string   // if it is one of the type called name
	text    string   // as it is written, with its doc and the names that it has in an export
	needs   []string // names of others, or of a method, "type.method"
	imports []string
	methods []string // of an interface, by name
	kernel  bool
	first   bool // it stands before the network
}

// key is how others call it.
func (d *declaration) key() string {
	if d.method != "" {
		return d.name + "." + d.method
	}
	return d.name
}

// library is all declarations in the order of their files, and the names that an export declares itself.
type library struct {
	all   []*declaration
	byKey map[string]*declaration
	given map[string]bool
}

// modelFile is the file whose declarations each export has its own of, firstFile that whose stand before the network.
const modelFile, firstFile = "model.go", "predict.go"

// theLibrary is read once.
var theLibrary = sync.OnceValues(func() (*library, error) {
	l := &library{byKey: map[string]*declaration{}, given: map[string]bool{}}
	if err := l.read(source.Files, "", false); err != nil {
		return nil, err
	}
	return l, l.read(kernel.Sources, kernelPath, true)
})

const kernelPath = "github.com/deepprob/deepprob/internal/kernel"

// read adds the files of a package. Names are found by go/types, which needs no compiled packages for those of the package itself.
func (l *library) read(files fs.FS, importPath string, kernel bool) error {
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		return err
	}
	fset, texts, asts := token.NewFileSet(), map[string]string{}, []*ast.File{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		texts[name], asts = string(text), append(asts, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: noPackages{}, Error: func(error) {}} // what other packages declare is not known
	pkg, _ := conf.Check(importPath, fset, asts, info)
	for _, f := range asts {
		name := fset.File(f.Pos()).Name()
		r := reader{library: l, fset: fset, info: info, pkg: pkg, text: texts[name], kernel: kernel, first: name == firstFile && !kernel}
		for _, d := range f.Decls {
			r.declare(d, name == modelFile && !kernel)
		}
	}
	return nil
}

// noPackages imports packages without contents.
type noPackages struct{}

func (noPackages) Import(importPath string) (*types.Package, error) {
	p := types.NewPackage(importPath, path.Base(importPath))
	p.MarkComplete()
	return p, nil
}

// ofKernel is the name that a function of internal/kernel has in an export, where nothing of it shall be exported.
func ofKernel(name string) string {
	return strings.ToLower(name[:1]) + name[1:]
}
