package python

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

// TestMain is also the child process of the tests: with an argument "serve" it answers commands as serve.py does, with
// "-c" a script and a library it says what the library uses as level.py does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		serve(os.Args[2])
		return
	}
	if len(os.Args) == 4 && os.Args[1] == "-c" {
		check(os.Args[3])
		return
	}
	os.Exit(m.Run())
}

// check is of a library that takes its level from a variable.
func check(library string) {
	switch library {
	case "fails":
		os.Exit(1)
	case "babbles":
		fmt.Println("Welcome!")
	default:
		isa := os.Getenv("ONEDNN_MAX_CPU_ISA")
		fmt.Printf("[{\"part\": %q, \"found\": %q, \"held\": %v}, {\"part\": \"MKL\", \"found\": null, \"held\": null}]\n", library, "ISA "+isa, isa == "AVX2")
	}
}

// serve greets and answers until its input ends, in the given manner.
func serve(manner string) {
	fmt.Fprintln(os.Stderr, "a warning of a library")
	switch manner {
	case "dies":
		return
	case "babbles":
		fmt.Println("Welcome!")
		return
	}
	fmt.Println(`{"version": "fake 1.0", "forms": ["step", "scan"]}`)
	entered := map[int]question{}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Printf("{\"error\": %q}\n", err)
			continue
		}
		if manner == "dies later" && q.Do == "measure" {
			return
		}
		fmt.Println(reply(entered, q))
	}
}

// reply is a time of the batch in us, twice that for a scan; mdn-beta is no case and mdn-normal cannot be entered.
func reply(entered map[int]question, q question) string {
	switch q.Do {
	case "enter":
		if q.Case.Net == "mdn-beta" {
			return `{"none": true}`
		}
		if q.Case.Net == "mdn-normal" {
			return `{"error": "RuntimeError: out of memory"}`
		}
		entered[q.ID] = q
		return `{}`
	case "measure":
		e, ok := entered[q.ID]
		if !ok {
			return `{"error": "KeyError"}`
		}
		us := float64(e.Case.Batch) * q.Seconds
		if e.Form == "scan" {
			us *= 2
		}
		return fmt.Sprintf(`{"us": %v}`, us)
	}
	if q.Do == "tell" {
		if q.Case.Net == "mdn-beta" {
			return `{"error": "AttributeError"}`
		}
		return fmt.Sprintf(`{"told": [[%d, 0.5]]}`, q.Rows)
	}
	delete(entered, q.ID)
	return `{}`
}
