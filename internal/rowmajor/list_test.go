package rowmajor_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// public lists the packages that a user imports: the folders of the module that hold Go files. It is no list by hand, which a new
// package would have to be put into.
func public(t *testing.T) (dirs []string) {
	files, err := filepath.Glob("../../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no packages: %v", err)
	}
	for _, path := range files {
		dirs = append(dirs, filepath.Base(filepath.Dir(path)))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// takesTensors are the types of parameters through which tensors, or matrices, come in.
var takesTensors = regexp.MustCompile(`\btensor\.(Dense|Tensor)\b|\b(G|gorgonia)\.(Value|ValueGrad)\b|\bmat\.|\b(Params|Set|Model|any)\b`)

// takers lists the exported functions and methods of the public packages, and of their interfaces, that take tensors, as
// package.Function or package.Type.Method.
func takers(t *testing.T) (names []string) {
	for _, dir := range public(t) {
		paths, err := filepath.Glob("../../" + dir + "/*.go")
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files of package %s: %v", dir, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range takersOf(file) {
				names = append(names, dir+"."+name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func takersOf(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = typeOf(d.Recv.List[0].Type) + "." + name
			}
			if exported(name) && (takes(d.Type) || d.Recv != nil && takesTensors.MatchString(typeOf(d.Recv.List[0].Type))) {
				names = append(names, name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				names = append(names, methodsOf(s)...)
			}
		}
	}
	return names
}

// methodsOf lists those of an interface.
func methodsOf(s ast.Spec) (names []string) {
	spec, ok := s.(*ast.TypeSpec)
	if !ok {
		return nil
	}
	i, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	for _, m := range i.Methods.List {
		if f, ok := m.Type.(*ast.FuncType); ok && exported(spec.Name.Name+"."+m.Names[0].Name) && takes(f) {
			names = append(names, spec.Name.Name+"."+m.Names[0].Name)
		}
	}
	return names
}

func takes(f *ast.FuncType) bool {
	return slices.ContainsFunc(f.Params.List, func(p *ast.Field) bool {
		var b bytes.Buffer
		format.Node(&b, token.NewFileSet(), p.Type)
		return takesTensors.Match(b.Bytes())
	})
}

// typeOf is the name of a receiver's type.
func typeOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeOf(e.X)
	case *ast.IndexExpr:
		return typeOf(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func exported(name string) bool {
	return !slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return !ast.IsExported(part) })
}
