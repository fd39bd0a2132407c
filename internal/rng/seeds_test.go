package rng

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// generators are where arithmetic on a seed is the algorithm: the hash itself, and NumPy's Mersenne Twister.
var generators = []string{"internal/rng/hash.go", "notebooks_port/uncertainty/numpy/randomstate.go"}

// Nobody, notebook, benchmark or command, makes a seed by arithmetic on another: people take seeds 1, 2, 3, so that member k
// of seed 1 would be member k-1 of seed 2. Split and SplitAt hash.
func TestNoArithmeticOnSeeds(t *testing.T) {
	files, spared := 0, 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (d.Name() == "testdata" || d.Name()[0] == '.'):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		case slices.Contains(generators, path):
			spared++
			return nil
		}
		files++
		src, err := os.ReadFile(filepath.Join("../..", path))
		if err != nil {
			return err
		}
		for _, line := range seedArithmetic(t, path, src) {
			t.Errorf("%s:%d: a seed comes from another by arithmetic: use rng.Split or rng.SplitAt", path, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 400 || spared != len(generators) {
		t.Errorf("only %d files were read, and %d generators found of %d", files, spared, len(generators))
	}
}

// seedArithmetic lists the lines with a sum, difference, product or exclusive or of which one side is named a seed, or which
// becomes one, as a counter of loops would.
func seedArithmetic(t *testing.T, path string, src []byte) (lines []int) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			switch n.Op {
			case token.ADD, token.SUB, token.MUL, token.XOR, token.OR, token.SHL:
				if isSeed(n.X) || isSeed(n.Y) {
					lines = append(lines, fset.Position(n.Pos()).Line)
				}
			}
		case *ast.AssignStmt:
			update := n.Tok != token.ASSIGN && n.Tok != token.DEFINE
			for i, l := range n.Lhs {
				if isSeed(l) && (update || len(n.Lhs) == len(n.Rhs) && isSum(n.Rhs[i])) {
					lines = append(lines, fset.Position(n.Pos()).Line)
				}
			}
		case *ast.KeyValueExpr:
			if isSeed(n.Key) && isSum(n.Value) {
				lines = append(lines, fset.Position(n.Pos()).Line)
			}
		case *ast.IncDecStmt:
			if isSeed(n.X) {
				lines = append(lines, fset.Position(n.Pos()).Line)
			}
		}
		return true
	})
	return lines
}

// isSum reports whether an expression, or what it converts, is arithmetic that isSeed does not see: on names other than a seed's.
func isSum(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return isSum(e.X)
	case *ast.CallExpr:
		return len(e.Args) == 1 && isSum(e.Args[0])
	case *ast.BinaryExpr:
		return !isSeed(e.X) && !isSeed(e.Y)
	}
	return false
}

// isSeed reports whether an expression is a name, or a field, that ends in seed.
func isSeed(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return strings.HasSuffix(strings.ToLower(e.Name), "seed")
	case *ast.SelectorExpr:
		return isSeed(e.Sel)
	case *ast.ParenExpr:
		return isSeed(e.X)
	case *ast.CallExpr: // a conversion
		return len(e.Args) == 1 && isSeed(e.Args[0])
	}
	return false
}

func TestSeedArithmeticIsSeen(t *testing.T) {
	const src = `package p
func f(seed uint64, k int) {
	_ = seed + uint64(k)
	_ = o.Seed ^ 1
	t.Seed += 3
	seed++
	_ = uint64(seed) << 32
	_ = T{Seed: uint64(k + 1)}
	memberSeed := 7 * uint64(k)
	_ = SplitAt(seed, "p", k+1)
	_ = T{Seed: SplitAt(1, "p", k+1)}
	seed = 3
}`
	if lines := seedArithmetic(t, "p.go", []byte(src)); len(lines) != 7 {
		t.Errorf("lines %v, want 3 to 9", lines)
	}
}

// Children of neighbouring seeds, paths and numbers are all different, and none is a parent.
func TestSplitAt(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(50) {
		seen[seed] = true
	}
	n := len(seen)
	for seed := range uint64(50) {
		for _, path := range []string{"a", "b"} {
			for k := range 50 {
				seen[SplitAt(seed, path, k)] = true
				n++
			}
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d seeds are different", len(seen), n)
	}
}
