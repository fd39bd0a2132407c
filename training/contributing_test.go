package training_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// CONTRIBUTING names files that exist and, in the package that a paragraph names files of, identifiers that it declares or
// uses: a step that leads nowhere is found when the code moves.
func TestContributingLeadsSomewhere(t *testing.T) {
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	code := sources(t)
	quoted := regexp.MustCompile("`[^`]+`").FindAllString(string(text), -1)
	for _, q := range quoted {
		q = strings.Trim(q, "`")
		switch {
		case strings.HasSuffix(q, "/name.go"), strings.ContainsAny(q, " :.()*") && !strings.Contains(q, "/"): // a command, a pattern, a signature
		case strings.Contains(q, "/") && !strings.Contains(q, " "):
			if _, err := os.Stat(filepath.Join("..", q)); err != nil {
				t.Errorf("it names %s: %v", q, err)
			}
		case regexp.MustCompile(`^[A-Za-z]+$`).MatchString(q):
			if !regexp.MustCompile(`\b` + q + `\b`).MatchString(code) {
				t.Errorf("it names %s, which the code does not have", q)
			}
		}
	}
	if len(quoted) < 60 {
		t.Errorf("it has %d quotations, want those that were there", len(quoted))
	}
}

// sources is the code of the packages that CONTRIBUTING is about, with their tests.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range []string{"distributions", "layers", "ops", "bnn", "nets", "internal/build", "internal/hostile", "notebooks_port/internal/claims"} {
		paths, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatal(dir, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
			all.WriteString(filepath.Base(filepath.Dir(path)) + "\n")
		}
	}
	return all.String()
}
