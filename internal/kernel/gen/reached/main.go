// Command reached tells which assembly functions of a level a coverage profile of package kernel shows no call of, and fails if
// there are any: what no test runs, no emulated processor can refuse.
//
//	go test -coverprofile cover.out ./internal/kernel
//	go -C internal/kernel/gen run ./reached -level AVX2 -profile ../../../cover.out
package main

import (
	"bufio"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// block is the part of a file that a counter of the profile stands for.
type block struct{ startLine, startColumn, endLine, endColumn, statements, count int }

func (b block) holds(p token.Position) bool {
	after := p.Line > b.startLine || p.Line == b.startLine && p.Column >= b.startColumn
	before := p.Line < b.endLine || p.Line == b.endLine && p.Column < b.endColumn
	return after && before
}

func main() {
	log.SetFlags(0)
	level := flag.String("level", "AVX2", "part of the `names` of the functions: AVX2 or AVX512")
	profile := flag.String("profile", "", "the coverage profile, a `file`")
	flag.Parse()
	blocks, err := read(*profile)
	if err != nil {
		log.Fatal(err)
	}
	reached, err := calls("..", *level, blocks)
	if err != nil {
		log.Fatal(err)
	}
	missed := slices.DeleteFunc(slices.Sorted(maps.Keys(reached)), func(f string) bool { return reached[f] })
	fmt.Printf("reached %d of %d functions for %s\n", len(reached)-len(missed), len(reached), *level)
	if len(reached) == 0 || len(missed) > 0 {
		log.Fatalf("not reached: %s", strings.Join(missed, ", "))
	}
}

// read gives the blocks of each file, by its name without the directory.
func read(profile string) (map[string][]block, error) {
	f, err := os.Open(profile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	blocks := map[string][]block{}
	for s := bufio.NewScanner(f); s.Scan(); {
		path, numbers, _ := strings.Cut(s.Text(), ".go:")
		var b block
		n, err := fmt.Sscanf(numbers, "%d.%d,%d.%d %d %d", &b.startLine, &b.startColumn, &b.endLine, &b.endColumn, &b.statements, &b.count)
		if n == 6 && err == nil { // the first line says the mode
			name := filepath.Base(path) + ".go"
			blocks[name] = append(blocks[name], b)
		}
	}
	return blocks, nil
}

// calls tells of each function of the level without a body whether the profile shows a call of it.
func calls(dir, level string, blocks map[string][]block) (map[string]bool, error) {
	set := token.NewFileSet()
	packages, err := parser.ParseDir(set, dir, func(f fs.FileInfo) bool { return strings.HasSuffix(f.Name(), "_amd64.go") }, 0)
	if err != nil {
		return nil, err
	}
	reached := map[string]bool{}
	for _, f := range packages["kernel"].Files {
		for _, d := range f.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body == nil && strings.Contains(f.Name.Name, level) {
				reached[f.Name.Name] = false
			}
		}
	}
	for path, f := range packages["kernel"].Files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok {
				return true
			}
			if _, ok := reached[name.Name]; ok {
				at := set.Position(call.Pos())
				reached[name.Name] = reached[name.Name] || slices.ContainsFunc(blocks[filepath.Base(path)], func(b block) bool {
					return b.count > 0 && b.holds(at)
				})
			}
			return true
		})
	}
	return reached, nil
}
