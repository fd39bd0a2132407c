package catalogue

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/astrogo/fitsio"
	"github.com/deepprob/deepprob/internal/atomicfile"
)

var units = map[string]string{"M200c": "Msun/h", "sigv": "km/s", "R_mean": "Mpc/h", "R_std": "Mpc/h", "v_mean": "km/s", "v_std": "km/s"}

// WriteFITS writes the catalogue as a binary table: the columns of Names and then "host", integers (K) for Ngal and host, doubles (D) for the
// rest. The file appears whole or not at all (atomicfile.Write).
func (c *Catalogue) WriteFITS(path string) error {
	if err := atomicfile.Write(path, c.encode); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	return nil
}

func (c *Catalogue) encode(w io.Writer) error {
	f, err := fitsio.Create(w)
	if err != nil {
		return err
	}
	defer f.Close()
	primary, err := fitsio.NewPrimaryHDU(primaryHeader())
	if err != nil {
		return err
	}
	table, err := c.table()
	if err != nil {
		return err
	}
	return errors.Join(f.Write(primary), f.Write(table))
}

func (c *Catalogue) table() (*fitsio.Table, error) {
	table, err := fitsio.NewTable("CLUSTERS", columns(), fitsio.BINARY_TBL)
	if err != nil {
		return nil, err
	}
	*table.Header() = *header(table.Header(), c.Rows())
	var value [len(Names)]float64
	var galaxies, host int64
	args := make([]any, 0, len(Names)+1) // pointers, so that no row boxes its numbers
	for i := range value {
		args = append(args, &value[i])
	}
	args[1] = &galaxies
	args = append(args, &host)
	for i := range c.Host {
		for j := range value {
			value[j] = c.Columns[j][i]
		}
		galaxies, host = int64(value[1]), int64(c.Host[i])
		if err := table.Write(args...); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
	}
	return table, nil
}

// columns describes the table. Bscale is spelled out because fitsio would write its zero value as TSCAL = 0, and other readers would then see
// columns of 0.
func columns() []fitsio.Column {
	var cols []fitsio.Column
	for _, name := range append(Names[:], "host") {
		format := "D"
		if name == "Ngal" || name == "host" {
			format = "K"
		}
		cols = append(cols, fitsio.Column{Name: name, Format: format, Unit: units[name], Bscale: 1})
	}
	return cols
}

// primaryHeader returns the header of an empty primary array; fitsio's own default has sizes for axes that do not exist.
func primaryHeader() *fitsio.Header {
	return fitsio.NewHeader([]fitsio.Card{
		{Name: "SIMPLE", Value: true, Comment: "FITS standard 4.0"},
		{Name: "BITPIX", Value: 8, Comment: "bytes"},
		{Name: "NAXIS", Value: 0, Comment: "no data here"},
		{Name: "EXTEND", Value: true, Comment: "the table follows"},
	}, fitsio.IMAGE_HDU, 8, nil)
}

// header returns the header of a binary table of so many rows with the cards that the FITS standard 4.0, section 7.3 knows. fitsio adds the
// cards of an ASCII table, TBCOL, which the standard forbids here and astropy warns of, and scales of 1.
func header(old *fitsio.Header, rows int) *fitsio.Header {
	width := old.Axes()[0]
	cards := []fitsio.Card{
		{Name: "XTENSION", Value: "BINTABLE", Comment: "binary table"},
		{Name: "BITPIX", Value: 8, Comment: "bytes"},
		{Name: "NAXIS", Value: 2, Comment: "a table"},
		{Name: "NAXIS1", Value: width, Comment: "bytes a row"},
		{Name: "NAXIS2", Value: rows, Comment: "rows"},
		{Name: "PCOUNT", Value: 0, Comment: "no heap"},
		{Name: "GCOUNT", Value: 1, Comment: "one table"},
	}
	for _, key := range old.Keys() {
		if !strings.HasPrefix(key, "TBCOL") && !strings.HasPrefix(key, "TSCAL") && !strings.HasPrefix(key, "TZERO") {
			cards = append(cards, *old.Get(key))
		}
	}
	return fitsio.NewHeader(cards, fitsio.BINARY_TBL, 8, []int{width, 0}) // rows are counted as they are written
}
