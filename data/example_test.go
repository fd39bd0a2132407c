package data_test

import (
	"fmt"
	"log"

	"github.com/deepprob/deepprob/data"
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
