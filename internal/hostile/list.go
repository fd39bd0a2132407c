package hostile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// Exported lists the exported functions, and the exported types other than interfaces, of the package in a folder, from
// its source: a test's table must have them all.
func Exported(dir string) (funcs, types []string, err error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil, nil, err
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() {
					funcs = append(funcs, d.Name.Name)
				}
			case *ast.GenDecl:
				types = append(types, typesOf(d)...)
			}
		}
	}
	return funcs, types, nil
}

func typesOf(d *ast.GenDecl) (names []string) {
	for _, s := range d.Specs {
		s, ok := s.(*ast.TypeSpec)
		if !ok || !s.Name.IsExported() {
			continue
		}
		if _, is := s.Type.(*ast.InterfaceType); !is {
			names = append(names, s.Name.Name)
		}
	}
	return names
}
