package data_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/deepprob/deepprob/data"
	"gonum.org/v1/gonum/mat"
)

func Example() {
	table, err := data.NewTable([]string{"M200c", "Ngal", "host"},
		[]float64{1e14, 2e14, 4e14, 1e14, 3e14, 5e14}, []float64{10, 20, 40, 12, 33, 48}, []float64{0, 0, 0, 1, 1, 2})
	if err != nil {
		log.Fatal(err)
	}
	set, err := table.Set([]string{"log10(Ngal)"}, "log10(M200c)", data.GroupColumn("host"))
	if err != nil {
		log.Fatal(err)
	}
	train, test, err := set.SplitGroups(4, 1)
	if err != nil {
		log.Fatal(err)
	}
	y, err := train.FitY(data.Range{Min: 13.5, Max: 15.5})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Rows(), "rows train,", test.Rows(), "test")
	fmt.Printf("%s: shift %v, scale %v, log p(y) = log p(u) - %.4f\n", y.Names[0], y.Shift[0], y.Scale[0], y.LogScale())

	_, err = table.Set([]string{"log10(Ngall)"}, "log10(M200c)")
	fmt.Println(err)
	// Output:
	// 4 rows train, 2 test
	// log10(M200c): shift 13.5, scale 2, log p(y) = log p(u) - 0.6931
	// data: column "Ngall": no such column; did you mean "Ngal"? The columns are M200c, Ngal, host
}

// Text and gaps become columns of numbers. The encodings are fitted to the rows of training and do to others what they did
// to those; what no row of training showed is an error.
func ExampleTable_Encode() {
	read := func(text string) *data.Table {
		table, err := data.CSV{Missing: []string{""}}.ReadFrom(context.Background(), strings.NewReader(text))
		if err != nil {
			log.Fatal(err)
		}
		return table
	}
	train, err := read("city,age,price\nRome,30,3\nParis,,5\nRome,10,4\n").Encode(data.Encoding{Column: "city"}, data.Encoding{Column: "age", How: data.Impute})
	if err != nil {
		log.Fatal(err)
	}
	set, err := train.Set([]string{"age", "city"}, "price")
	if err != nil {
		log.Fatal(err)
	}
	for i, name := range set.Names {
		fmt.Println(name, mat.Col(nil, i, set.X))
	}
	_, err = read("city,age\nrome,30\n").Encode(train.Encodings()...)
	fmt.Println(err)
	// Output:
	// filled(age) [30 20 10]
	// missing(age) [0 1 0]
	// city=Paris [0 1 0]
	// city=Rome [1 0 1]
	// data: column "city", row 0 (from 0), line 2: "rome" is none of the 2 levels; did you mean "Rome"? Correct it, or leave the row out; to give such levels a class of their own, set Encoding.Other. The levels are Paris, Rome
}
