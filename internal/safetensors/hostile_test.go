package safetensors

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// file is a file of this header and so many bytes of data.
func file(header string, data int) string {
	return string(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))) + header + strings.Repeat("d", data)
}

// one is the header of one tensor.
func one(dtype, shape, offsets string) string {
	return fmt.Sprintf(`{"a":{"dtype":"%s","shape":[%s],"data_offsets":[%s]}}`, dtype, shape, offsets)
}

const (
	a8 = `"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}`
	b8 = `"b":{"dtype":"F64","shape":[1],"data_offsets":[%d,%d]}`
)

// hostile are files that are refused, with what the error says.
var hostile = map[string]string{
	"":                                    "0 bytes are too few for a safetensors file: it is empty, cut off or something else",
	"\x02\x00\x00\x00\x00\x00\x00":        "7 bytes are too few",
	file("", 0):                           "the header is empty",
	"\xff\xff\xff\xff\xff\xff\xff\xff{}":  "announce a header of 18446744073709551615 bytes, more than the 100000000 allowed: it is damaged, or no safetensors file",
	"\x00\x00\x00\x00\x00\x00\x00\x80{}":  "announce a header of 9223372036854775808 bytes",
	"\x01\xe1\xf5\x05\x00\x00\x00\x00{}":  "announce a header of 100000001 bytes",
	"\x00\xe1\xf5\x05\x00\x00\x00\x00{}":  "the header has 100000000 bytes, and only 2 follow: the file is cut off",
	"\x03\x00\x00\x00\x00\x00\x00\x00{}":  "the header has 3 bytes, and only 2 follow",
	"PK\x03\x04\x14\x00\x00\x00model.pkl": "announce a header of",
	"\x80\x02}q\x00X\x04\x00\x00\x00name": "announce a header of",

	file("[]", 0):                          `the header begins with '[', not with '{'`,
	file(" {}", 0):                         `the header begins with ' '`,
	file("{", 0):                           `at byte 1: it ends where '"' is wanted`,
	file("{}}", 0):                         `at byte 2: '}' after its end`,
	file("{}\x00", 0):                      `at byte 2: '\x00' after its end`,
	file("{"+a8+",}", 8):                   `'}' where '"' is wanted`,
	file("{"+a8+" "+a8, 8):                 `'"' where ',' is wanted`,
	file("{\"\xff\":1}", 0):                "the header is not text in UTF-8",
	file("{\"a\nb\":{}}", 0):               `the character '\n' in a string`,
	file(`{"a`, 0):                         "a string does not end",
	file(`{"a\`, 0):                        "a string does not end",
	file(`{"\q":{}}`, 0):                   "the string is not JSON",
	file(`{"a":1}`, 0):                     `'1' where '{' is wanted`,
	file(`{"a":null}`, 0):                  `'n' where '{' is wanted`,
	file(`{"a":{}}`, 0):                    `tensor "a" lacks one of dtype, shape and two data_offsets`,
	file(strings.Repeat(`{"a":`, 1000), 0): `tensor "a" has a "a", which is not known`,
	file(strings.Repeat("[", 1000), 0):     "begins with",
	file(`{"a":{"shape":`+strings.Repeat("[", 1000), 0): "no whole number",

	file("{"+a8+","+a8+"}", 8):                                                     `the name "a" is there twice`,
	file(`{"a":{},"\u0061":{}}`, 8):                                                "lacks",
	file("{"+a8+`,"\u0061":{}}`, 8):                                                `the name "a" is there twice`,
	file(`{"__metadata__":{},"__metadata__":{}}`, 0):                               `the name "__metadata__" is there twice`,
	file(`{"__metadata__":{"k":"1","k":"2"}}`, 0):                                  `the key "k" is there twice`,
	file(`{"__metadata__":{"k":1}}`, 0):                                            `'1' where '"' is wanted`,
	file(`{"__metadata__":{"k":{}}}`, 0):                                           `'{' where '"' is wanted`,
	file(`{"__metadata__":[]}`, 0):                                                 `'[' where '{' is wanted`,
	file(`{"__metadata__":nul}`, 0):                                                `'n' where '{' is wanted`,
	file(`{"a":{"dtype":"F64","dtype":"F32"}}`, 0):                                 `the key "dtype" is there twice`,
	file(`{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"stride":[1]}}`, 8): `tensor "a" has a "stride", which is not known`,
	file(`{"a":{"dtype":"F64","shape":[1]}}`, 8):                                   "lacks one of",

	file(one("F8_E4M3", "8", "0,8"), 8):                                      `tensor "a": the type is "F8_E4M3", which is none of BOOL`,
	file(one("", "8", "0,8"), 8):                                             `the type is ""`,
	file(one("f64", "1", "0,8"), 8):                                          `the type is "f64"`,
	file(one("F64", "-1", "0,8"), 8):                                         "no whole number, which sizes and offsets are",
	file(one("F64", "1.0", "0,8"), 8):                                        `'.' where ',' is wanted`,
	file(one("F64", "1e0", "0,8"), 8):                                        `'e' where ',' is wanted`,
	file(one("F64", "01", "0,8"), 8):                                         "no whole number",
	file(one("F64", "1,", "0,8"), 8):                                         "no whole number",
	file(one("F64", `"1"`, "0,8"), 8):                                        "no whole number",
	file(one("F64", "9223372036854775808", "0,8"), 8):                        "a number has more than 64 bits",
	file(one("F64", "2305843009213693952", "0,8"), 8):                        "has more bytes than can be counted",
	file(one("F64", "4294967296,4294967296", "0,0"), 0):                      "has more bytes than can be counted",
	file(one("F64", "4294967296,0,4294967296", "0,0"), 0):                    "has more bytes than can be counted",
	file(one("F64", "1,1"+strings.Repeat(",1", 63), "0,8"), 8):               "more than 64 numbers",
	file(one("F64", "1", "0,8,16"), 8):                                       "more than 2 numbers",
	file(one("F64", "1", "0"), 8):                                            "two data_offsets",
	file(one("F64", "1", "8,0"), 8):                                          "it ends at byte 0, before it begins at 8",
	file(one("F64", "1", "-8,0"), 8):                                         "no whole number",
	file(one("F64", "1", "0,7"), 7):                                          "F64 of shape [1] has 8 bytes, its place has 7",
	file(one("F64", "", "0,0"), 0):                                           "F64 of shape [] has 8 bytes, its place has 0",
	file(one("F64", "0", "0,8"), 8):                                          "F64 of shape [0] has 0 bytes, its place has 8",
	file(one("F64", "2", "0,16"), 15):                                        `tensor "a": it ends at byte 16 of the data, which are 15: the file is cut off`,
	file(one("F64", "1000000000000", "0,8000000000000"), 8):                  "it ends at byte 8000000000000 of the data, which are 8",
	file(one("F64", "1", "9223372036854775800,9223372036854775807"), 8):      "its place has 7",
	file(one("U8", "8", "9223372036854775799,9223372036854775807"), 8):       "it ends at byte 9223372036854775807",
	file(one("F64", "1", "8,16"), 16):                                        `tensor "a": the 8 bytes before it belong to no tensor`,
	file(one("F64", "1", "0,8"), 9):                                          "the last 1 bytes belong to no tensor",
	file("{}", 1):                                                            "the last 1 bytes belong to no tensor",
	file(fmt.Sprintf("{"+a8+","+b8+"}", 4, 12), 16):                          `tensor "b": its bytes from 4 to 8 are another tensor's, too`,
	file(fmt.Sprintf("{"+a8+","+b8+"}", 0, 8), 8):                            `tensor "b": its bytes from 0 to 8 are another tensor's, too`,
	file(fmt.Sprintf("{"+a8+","+b8+"}", 16, 24), 24):                         `tensor "b": the 8 bytes before it belong to no tensor`,
	file("{"+a8+`,"e":{"dtype":"F64","shape":[0],"data_offsets":[4,4]}}`, 8): "another tensor's",
	file("{"+a8+`,"e":{"dtype":"F64","shape":[0],"data_offsets":[9,9]}}`, 8): "which are 8",
}

// Hostile files are refused, with an error that says what is wrong.
func TestHostile(t *testing.T) {
	for content, want := range hostile {
		f, err := readBytes([]byte(content))
		if err == nil || f != nil || !strings.HasPrefix(err.Error(), "safetensors: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100q:\nerror %v\nwant  %s", content, err, want)
		}
	}
}

// What looks odd and is allowed is read.
func TestOdd(t *testing.T) {
	for _, content := range []string{
		file("{}", 0),
		file(" {}"[1:]+strings.Repeat(" ", 100)+"\n", 0),
		file(`{"__metadata__":null}`, 0),
		file("{ \"\" :\t{\n\"data_offsets\": [ 0 , 8 ],\r\n\"shape\" : [ ] , \"dtype\":\"\\u0046\\u00364\" } }", 8), // no name, any order
		file(fmt.Sprintf("{"+b8+","+a8+"}", 8, 16), 16),                                                             // not in the order of their places
		file("{"+a8+`,"e":{"dtype":"F64","shape":[0,1000000000],"data_offsets":[8,8]},"f":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`, 8),
	} {
		f, err := readBytes([]byte(content))
		if err != nil {
			t.Errorf("%q: %v", content, err)
			continue
		}
		if _, err := f.LoadAll(); err != nil {
			t.Errorf("%q: %v", content, err)
		}
	}
}
