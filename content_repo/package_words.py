"""Words for the rules of :mod:`content_repo.packages`: rule → what is wrong and what to do."""

from django.utils.translation import gettext_lazy as _

RULES: dict[str, str] = {
    # any format
    "not_this_format": _("Tệp không phải loại gói như đuôi tên tệp: thiếu tệp mô tả gói. Tải lại gói từ nơi đã soạn."),
    "name_not_utf8": _(
        "Tên tệp này không viết bằng UTF-8 nên có thể hiện sai dấu. Bài nhắc tới tệp có thể không thấy."
    ),
    "duplicate_same": _("Tệp này có nhiều lần trong gói, nội dung như nhau. Chỉ một bản được dùng."),
    "folder_stripped": _("Gói nằm trong một thư mục của tệp nén. Thư mục đó được bỏ qua."),
    "json_bad": _("Tệp JSON bị hỏng. Tải lại gói từ nơi đã soạn bài."),
    "json_bom": _("Tệp JSON có dấu BOM ở đầu nên nhiều hệ thống không đọc được. Lưu lại dạng UTF-8 không có BOM."),
    "json_encoding": _("Tệp JSON không viết bằng UTF-8. Tải lại gói từ nơi đã soạn bài."),
    "json_deep": _("Tệp JSON lồng nhau quá 100 tầng. Tải lại gói từ nơi đã soạn bài."),
    "json_key_twice": _("Tệp JSON có hai mục cùng tên nên mỗi máy đọc một khác. Tải lại gói từ nơi đã soạn bài."),
    "json_key_forbidden": _("Tệp JSON có mục mang tên không an toàn. Tải lại gói từ nơi đã soạn bài."),
    "json_number": _("Tệp JSON có số quá lớn hoặc không phải số. Tải lại gói từ nơi đã soạn bài."),
    "json_character": _("Tệp JSON có kí tự không lưu được. Tải lại gói từ nơi đã soạn bài."),
    # EPUB
    "epub_mimetype_missing": _("Sách thiếu tệp “mimetype” ở đầu gói. Xuất lại sách từ phần mềm đã tạo ra nó."),
    "epub_mimetype_packed": _("Tệp “mimetype” của sách bị nén lại. Xuất lại sách từ phần mềm đã tạo ra nó."),
    "epub_mimetype_extra": _("Tệp “mimetype” có thêm phần thừa, thường do nén sách bằng tay. Xuất lại sách."),
    "epub_mimetype_wrong": _("Tệp “mimetype” không ghi đúng “application/epub+zip”. Xuất lại sách."),
    "epub_name_forbidden": _("Tên tệp trong sách có kí tự mà nhiều máy không đọc được. Đổi tên tệp rồi xuất lại sách."),
    "epub_name_spaces": _("Tên tệp trong sách có dấu cách. Sách vẫn dùng được."),
    "epub_container_missing": _("Sách thiếu tệp META-INF/container.xml nên không biết đọc từ đâu. Xuất lại sách."),
    "epub_no_package": _("Không tìm thấy tệp mô tả sách (.opf). Xuất lại sách từ phần mềm đã tạo ra nó."),
    "epub_renditions": _("Sách có nhiều bản trình bày; chỉ bản đầu tiên được dùng."),
    "epub_drm": _("Sách bị khoá bản quyền (DRM) nên chỉ mở được ở cửa hàng đã bán. Kho không nhận sách bị khoá."),
    "epub_xml_bad": _(
        "Tệp này của sách viết sai cú pháp nên không hiện được. Sửa trong phần mềm làm sách rồi xuất lại."
    ),
    "epub_xml_forbidden": _("Tệp này có khai báo XML không an toàn. Xuất lại sách từ phần mềm đã tạo ra nó."),
    "epub_too_large": _("Một chương của sách quá dài (trên 8 MB chữ). Chia chương đó thành nhiều chương."),
    "epub_metadata_missing": _("Sách thiếu thông tin bắt buộc: tên sách, ngôn ngữ hoặc mã sách."),
    "epub_identifier_unknown": _("Sách không chỉ ra mã của mình (unique-identifier). Xuất lại sách."),
    "epub_no_manifest": _("Tệp mô tả sách thiếu danh sách tệp (manifest). Xuất lại sách."),
    "epub_too_many_files": _("Sách có quá nhiều tệp."),
    "epub_item_incomplete": _("Một mục trong danh sách tệp thiếu mã, địa chỉ hoặc loại tệp."),
    "epub_item_twice": _("Một tệp được kê hai lần trong danh sách tệp."),
    "epub_file_missing": _("Danh sách tệp có tệp này nhưng trong sách không có. Xuất lại sách."),
    "epub_remote": _("Sách lấy tệp này từ mạng bên ngoài. Ở đây tệp đó không hiện; phần còn lại vẫn đọc được."),
    "epub_fallback_circle": _("Các bản thay thế của một tệp trỏ vòng vào nhau."),
    "epub_no_spine": _("Sách không có thứ tự đọc (spine) nên không biết chương nào đứng trước."),
    "epub_spine_unknown": _("Thứ tự đọc nhắc đến một chương không có trong danh sách tệp."),
    "epub_spine_type": _("Thứ tự đọc có một tệp mà máy đọc sách không hiện được và không có bản thay thế."),
    "epub_no_contents": _("Sách không có mục lục."),
    "epub_scripts": _(
        "Sách có chương trình chạy kèm (bài tương tác). Ở đây chương trình không chạy; chữ và hình vẫn đọc được."
    ),
    # Common Cartridge
    "cartridge_manifest_bad": _("Tệp imsmanifest.xml của gói khoá học bị hỏng. Xuất lại gói từ hệ thống cũ."),
    "cartridge_manifest_forbidden": _("Tệp imsmanifest.xml có khai báo XML không an toàn. Xuất lại gói."),
    "cartridge_manifest_too_large": _("Tệp imsmanifest.xml quá lớn. Chia khoá học thành nhiều gói."),
    "cartridge_empty": _("Gói khoá học không có mục nào để nhập."),
    "cartridge_too_many": _("Gói khoá học có quá nhiều mục. Chia khoá học thành nhiều gói."),
    "cartridge_file_missing": _("Gói có nhắc tới tệp này nhưng không kèm theo. Các phần khác vẫn nhập được."),
    "cartridge_resource_missing": _("Mục này trỏ tới một phần không có trong gói. Các phần khác vẫn nhập được."),
    "cartridge_restricted": _("Gói đòi đăng nhập ở nhà xuất bản mới mở được. Kho không nhận gói bị khoá."),
    # SCORM
    "xml_bad": _("Tệp XML của gói viết sai cú pháp. Xuất lại gói từ phần mềm soạn bài giảng."),
    "xml_forbidden": _("Tệp XML của gói có khai báo không an toàn. Xuất lại gói từ phần mềm soạn bài giảng."),
    "too_large": _("Tệp mô tả của gói quá lớn (trên 4 MB). Chia bài giảng thành nhiều gói."),
    "too_complex": _("Tệp mô tả của gói lồng nhau quá sâu. Chia bài giảng thành nhiều gói."),
    "scorm_no_manifest": _(
        "Gói SCORM thiếu tệp imsmanifest.xml ở ngoài cùng. Xuất lại gói, hoặc nén các tệp bên trong thư mục."
    ),
    "scorm_nothing_to_play": _("Gói không có trang nào mở được. Xuất lại gói từ phần mềm soạn bài giảng."),
    "scorm_bad_href": _("Địa chỉ này dẫn ra ngoài gói nên không an toàn. Xuất lại gói từ phần mềm soạn bài giảng."),
    "scorm_too_many_items": _("Mục lục của gói quá dài hoặc lồng nhau quá sâu. Chia bài giảng thành nhiều gói."),
    "scorm_missing_file": _("Gói có nhắc tới tệp này nhưng không kèm theo. Phần cần tệp đó có thể không hiện."),
    "scorm_web_address": _("Mục này mở một trang ngoài mạng. Ở đây trang đó không mở được; các mục khác vẫn học được."),
    "scorm_name_case": _("Tên tệp viết khác chữ hoa, chữ thường so với mục lục. Đã tự nối với tệp đúng."),
    "scorm_duplicate_id": _("Hai phần của gói trùng mã. Chỉ phần đầu tiên được dùng khi có nơi nhắc tới mã đó."),
    "scorm_unknown_resource": _("Mục này trỏ tới một phần không có trong gói. Các mục khác vẫn học được."),
    "scorm_no_organization": _("Gói không có mục lục. Các trang được xếp theo thứ tự kê trong gói."),
    "scorm_default_missing": _("Gói không chỉ ra mục lục chính. Mục lục đầu tiên được dùng."),
    "scorm_submanifest": _("Gói có một gói con bên trong. Gói con không được dùng."),
    "scorm_version_unknown": _("Gói không ghi rõ phiên bản SCORM. Phiên bản được đoán theo cách viết của gói."),
}
