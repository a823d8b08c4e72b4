-- What the law requires of individuals for each award class. 06_award_rule_collective.sql explains how to read these
-- rows.

with source (key, article, source, confidence) as (values
    ('L2013-42', 'Luật Thi đua, khen thưởng 2003 sửa đổi 2013 Điều 42', 'thuvienphapluat.vn 4040F', 'S'),
    ('L2022-42.1', 'Luật 06/2022/QH15 Điều 42.1', null, 'none'),
    ('D65-16.1b', 'Nghị định 65/2014/NĐ-CP Điều 16.1b', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học',
        'S'),
    ('D65-16.2', 'Nghị định 65/2014/NĐ-CP Điều 16.2', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học',
        'S'),
    ('L2022-43.1', 'Luật 06/2022/QH15 Điều 43.1', 'thuvienphapluat.vn 83A0204', 'S'),
    ('D65-17.1b', 'Nghị định 65/2014/NĐ-CP Điều 17.1b', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học',
        'S'),
    ('D91-24', 'Nghị định 91/2017/NĐ-CP Điều 24', '118.69.201.250:801/phap-luat 9533', 'S'),
    ('D65-17.2', 'Nghị định 65/2014/NĐ-CP Điều 17.2', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học',
        'S'),
    ('L2022-44.1(e)', 'Luật 06/2022/QH15 Điều 44.1(e)', 'news.laodong.vn 1467558, trả lời của Bộ Nội vụ', 'S'),
    ('L2022-44.2', 'Luật 06/2022/QH15 Điều 44.2', 'thuvienphapluat.vn 213764', 'S'),
    ('L2022-42', 'Luật 06/2022/QH15 Điều 42', 'laodong.vn 1533307; binhphuoc.gov.vn 634', 'M'),
    ('D98-17', 'Nghị định 98/2023/NĐ-CP Điều 17', 'laodong.vn 1533307; binhphuoc.gov.vn 634', 'S'),
    ('D152-21', 'Nghị định 152/2025/NĐ-CP Điều 21', 'laodong.vn 1533307; binhphuoc.gov.vn 634', 'S'),
    ('D65-23.1+D91-38.1', 'Nghị định 65/2014/NĐ-CP Điều 23.1; Nghị định 91/2017/NĐ-CP Điều 38.1', 'lawnet.vn 402376',
        'S'),
    ('D65-23.1c', 'Nghị định 65/2014/NĐ-CP Điều 23.1c',
        'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học; banthiduakhenthuongtw.gov.vn 6ca1f7e0', 'C'),
    ('D91-38.1', 'Nghị định 91/2017/NĐ-CP Điều 38.1', 'lawnet.vn 402376; banthiduakhenthuongtw.gov.vn 6ca1f7e0', 'S'),
    ('L2022-73.1', 'Luật 06/2022/QH15 Điều 73.1', 'nguoi-noi-tieng.com 1671902', 'S'),
    ('L2022-73.1b', 'Luật 06/2022/QH15 Điều 73.1b', 'news.laodong.vn 1453321; nguoi-noi-tieng.com 1671902', 'C'),
    ('D65-24.1', 'Nghị định 65/2014/NĐ-CP Điều 24.1', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học',
        'S'),
    ('L2022-74.1', 'Luật 06/2022/QH15 Điều 74.1', 'lawnet.vn 129430', 'S'),
    ('L2022-74.1(d)', 'Luật 06/2022/QH15 Điều 74.1(d)', 'biểu mẫu trong phần mềm của một trường đại học', 'P'),
    ('L2022-74.1(d)/BN86', 'Luật 06/2022/QH15 Điều 74.1(d)', 'Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh Điều 3.3a',
        'S-local'),
    ('unknown', null, null, 'M'),
    ('L2022-75', 'Luật 06/2022/QH15 Điều 75', null, 'M'),
    ('L2022-75/BN86', 'Luật 06/2022/QH15 Điều 75', 'Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh Điều 4.3', 'S-local'),
    ('L2003-21', 'Luật Thi đua, khen thưởng 2003 Điều 21', 'baohatinh.vn 277722', 'M'),
    ('L2022-21', 'Luật 06/2022/QH15 Điều 21', 'hỏi đáp TNT:c365dc62838fd8ab; TNT:b70aeaa74f5fa113', 'C'),
    ('L2003-22', 'Luật Thi đua, khen thưởng 2003 Điều 22', 'tdkt.toaan.gov.vn; baothuathienhue.vn a50317', 'S'),
    ('L2022-22', 'Luật 06/2022/QH15 Điều 22', 'hỏi đáp TNT:c365dc62838fd8ab', 'S'),
    ('L2003-23', 'Luật Thi đua, khen thưởng 2003 Điều 23', 'thiduakhenthuong.langson.gov.vn', 'S'),
    ('D91-9.3', 'Nghị định 91/2017/NĐ-CP Điều 9.3', 'hỏi đáp TNT:7840ca93e44fd6ea', 'S'),
    ('L2022-23', 'Luật 06/2022/QH15 Điều 23',
        'hỏi đáp TNT:9f0e230b52c8edc9; TNT:c365dc62838fd8ab; TNT:1be4380f205f4205', 'S'),
    ('D65-5', 'Nghị định 65/2014/NĐ-CP Điều 5', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học', 'S'),
    ('L2003-24', 'Luật Thi đua, khen thưởng 2003 Điều 24', null, 'none'),
    ('L2022-24', 'Luật 06/2022/QH15 Điều 24', 'laocai.edu.vn 76381; hỏi đáp TNT:803244a0807c9f70', 'S')
),
condition (number, class, first, last, path, kind, params, source) as (values
    (13, 'HCLD1', 'R1', 'R2', 'b', 'held_award', '{"award_class_code": "HCLD2", "least": 1}', 'L2013-42'),
    (14, 'HCLD1', 'R1', 'R2', 'b', 'rating_years', '{"years": 5, "rating": "excellent"}', 'L2013-42'),
    (38, 'HCLD2', 'R1', 'R1', 'b', 'held_award', '{"award_class_code": "HCLD3", "least": 1}', 'D65-16.1b'),
    (39, 'HCLD2', 'R1', 'R1', 'b', 'rating_years', '{"years": 5, "rating": "excellent"}', 'D65-16.1b'),
    (40, 'HCLD2', 'R1', 'R1', 'b', 'initiatives', '{"least": 3, "years": 5, "level": "province"}', 'D65-16.1b'),
    (42, 'HCLD2', 'R1', 'R1', 'c.1', 'initiatives', '{"least": 5, "level": "province"}', 'D65-16.2'),
    (46, 'HCLD2', 'R3', 'R4', 'b', 'held_award', '{"award_class_code": "HCLD3", "least": 1}', 'L2022-43.1'),
    (47, 'HCLD2', 'R3', 'R4', 'b', 'rating_years', '{"years": 5, "rating": "good"}', 'L2022-43.1'),
    (48, 'HCLD2', 'R3', 'R4', 'b', 'rating_count', '{"least": 2, "years": 5, "rating": "excellent"}', 'L2022-43.1'),
    (49, 'HCLD2', 'R3', 'R4', 'b', 'held_award', '{"award_class_code": "CSTDT", "least": 1, "years": 5}', 'L2022-43.1'),
    (77, 'HCLD3', 'R1', 'R1', 'b', 'held_award', '{"award_class_code": "BKTTG", "least": 1}', 'D65-17.1b'),
    (78, 'HCLD3', 'R1', 'R1', 'b', 'rating_years', '{"years": 5, "rating": "excellent"}', 'D65-17.1b'),
    (79, 'HCLD3', 'R1', 'R1', 'b', 'initiatives', '{"least": 2, "years": 5, "level": "province"}', 'D65-17.1b'),
    (80, 'HCLD3', 'R2', 'R2', 'b', 'held_award', '{"award_class_code": "BKTTG", "least": 1}', 'D91-24'),
    (81, 'HCLD3', 'R2', 'R2', 'b', 'rating_years', '{"years": 5, "rating": "excellent"}', 'D91-24'),
    (82, 'HCLD3', 'R2', 'R2', 'b', 'initiatives', '{"least": 2, "years": 5, "level": "province"}', 'D91-24'),
    (83, 'HCLD3', 'R1', 'R1', 'c.1', 'initiatives', '{"least": 3, "level": "district"}', 'D65-17.2'),
    (87, 'HCLD3', 'R3', 'R4', 'e', 'held_award', '{"award_class_code": "BKTTG", "least": 1}', 'L2022-44.1(e)'),
    (88, 'HCLD3', 'R3', 'R4', 'e', 'rating_years', '{"years": 5, "rating": "good"}', 'L2022-44.1(e)'),
    (89, 'HCLD3', 'R3', 'R4', 'e', 'rating_count', '{"least": 1, "years": 5, "rating": "excellent"}', 'L2022-44.1(e)'),
    (90, 'HCLD3', 'R3', 'R4', 'e', 'held_award', '{"award_class_code": "CSTDCS", "least": 3, "years": 5}', 'L2022-44.1(e)'),
    (116, 'BKTTG', 'R1', 'R1', 'c', 'held_award', '{"award_class_code": "BKT", "least": 1}', 'D65-23.1c'),
    (117, 'BKTTG', 'R1', 'R1', 'c', 'rating_years', '{"years": 5, "rating": "excellent"}', 'D65-23.1c'),
    (118, 'BKTTG', 'R1', 'R1', 'c', 'initiatives', '{"least": 5, "years": 5, "level": "base"}', 'D65-23.1c'),
    (119, 'BKTTG', 'R2', 'R2', 'c', 'held_award', '{"award_class_code": "BKT", "least": 1}', 'D91-38.1'),
    (120, 'BKTTG', 'R2', 'R2', 'c', 'rating_years', '{"years": 5, "rating": "excellent"}', 'D91-38.1'),
    (121, 'BKTTG', 'R2', 'R2', 'c', 'initiatives', '{"least": 5, "years": 5, "level": "base"}', 'D91-38.1'),
    (125, 'BKTTG', 'R3', 'R4', 'b', 'held_award', '{"award_class_code": "BKT", "least": 1}', 'L2022-73.1b'),
    (126, 'BKTTG', 'R3', 'R4', 'b', 'rating_years', '{"years": 5, "rating": "good"}', 'L2022-73.1b'),
    (127, 'BKTTG', 'R3', 'R4', 'b', 'held_award', '{"award_class_code": "CSTDCS", "least": 3, "years": 5}', 'L2022-73.1b'),
    (134, 'BKT', 'R1', 'R1', 'c', 'rating_years', '{"years": 2, "rating": "excellent"}', 'D65-24.1'),
    (135, 'BKT', 'R1', 'R1', 'c', 'initiatives', '{"least": 2, "years": 2, "level": "base"}', 'D65-24.1'),
    (140, 'BKT', 'R3', 'R3', 'd.2', 'rating_years', '{"years": 2, "rating": "good"}', 'L2022-74.1(d)'),
    (141, 'BKT', 'R3', 'R3', 'd.2', 'initiatives', '{"least": 2, "years": 2, "level": "base"}', 'L2022-74.1(d)'),
    (142, 'BKT', 'R4', 'R4', 'd.1', 'consecutive_award', '{"award_class_code": "CSTDCS", "years": 2}', 'L2022-74.1(d)/BN86'),
    (143, 'BKT', 'R4', 'R4', 'd.2', 'rating_years', '{"years": 2, "rating": "excellent"}', 'L2022-74.1(d)/BN86'),
    (144, 'BKT', 'R4', 'R4', 'd.2', 'initiatives', '{"least": 2, "years": 2, "level": "base"}', 'L2022-74.1(d)/BN86'),
    (168, 'CSTDTQ', 'R1', 'R2', 'a', 'held_award', '{"award_class_code": "CSTDT", "least": 2, "years": 6}', 'L2003-21'),
    (169, 'CSTDTQ', 'R1', 'R2', 'a', 'initiatives', '{"least": 1, "level": "national"}', 'L2003-21'),
    (170, 'CSTDTQ', 'R3', 'R4', 'a', 'held_award', '{"award_class_code": "CSTDT", "least": 2, "years": 6}', 'L2022-21'),
    (171, 'CSTDTQ', 'R3', 'R4', 'a', 'initiatives', '{"least": 1, "level": "national"}', 'L2022-21'),
    (172, 'CSTDT', 'R1', 'R2', 'a', 'consecutive_award', '{"award_class_code": "CSTDCS", "years": 3}', 'L2003-22'),
    (173, 'CSTDT', 'R1', 'R2', 'a', 'initiatives', '{"least": 1, "level": "province"}', 'L2003-22'),
    (174, 'CSTDT', 'R3', 'R4', 'a', 'consecutive_award', '{"award_class_code": "CSTDCS", "years": 3}', 'L2022-22'),
    (175, 'CSTDT', 'R3', 'R4', 'a', 'initiatives', '{"least": 1, "level": "province"}', 'L2022-22'),
    (177, 'CSTDCS', 'R1', 'R1', 'a', 'initiatives', '{"least": 1, "years": 1, "level": "base"}', 'L2003-23'),
    (179, 'CSTDCS', 'R2', 'R2', 'a', 'initiatives', '{"least": 1, "years": 1, "level": "base"}', 'D91-9.3'),
    (180, 'CSTDCS', 'R3', 'R4', 'a', 'rating_years', '{"years": 1, "rating": "excellent"}', 'L2022-23'),
    (181, 'CSTDCS', 'R3', 'R4', 'b', 'rating_years', '{"years": 1, "rating": "good"}', 'L2022-23'),
    (182, 'CSTDCS', 'R3', 'R4', 'b', 'initiatives', '{"least": 1, "years": 1, "level": "base"}', 'L2022-23'),
    (185, 'LDTT', 'R3', 'R4', 'a', 'rating_years', '{"years": 1, "rating": "good"}', 'L2022-24')
),
judged (number, class, first, last, path, kind, source, text_vi, text_en) as (values
    (12, 'HCLD1', 'R1', 'R2', 'a', 'judgement', 'L2013-42',
        'Lập thành tích đặc biệt xuất sắc đột xuất hoặc có phát minh, công trình ảnh hưởng trong toàn quốc',
        'Has an exceptional achievement, an invention or a work with influence in the whole country'),
    (15, 'HCLD1', 'R1', 'R2', 'b', 'judgement', 'L2013-42',
        'Thành tích trong thời gian đó có ảnh hưởng và nêu gương trong toàn quốc',
        'The achievements of these years have influence and example in the whole country'),
    (22, 'HCLD1', 'R3', 'R4', 'a', 'unread', 'L2022-42.1', 'Tiêu chuẩn tặng cho cá nhân: chưa đọc được điều luật',
        'The criteria for individuals: the text has not been read'),
    (41, 'HCLD2', 'R1', 'R1', 'b', 'judgement', 'D65-16.1b',
        'Thành tích trong thời gian đó có ảnh hưởng trong bộ, ngành, tỉnh',
        'The achievements of these years have influence in the ministry or province'),
    (43, 'HCLD2', 'R1', 'R1', 'c.1', 'judgement', 'D65-16.2',
        'Là công nhân có sáng kiến, sáng chế được cấp tỉnh công nhận',
        'Is a worker whose inventions or initiatives the province has recognised'),
    (44, 'HCLD2', 'R1', 'R1', 'c.2', 'judgement', 'D65-16.2',
        'Là nông dân có mô hình sản xuất hiệu quả, ổn định từ 5 năm trở lên',
        'Is a farmer whose model has been effective and stable for at least 5 years'),
    (45, 'HCLD2', 'R3', 'R4', 'a', 'judgement', 'L2022-43.1',
        'Thành tích đột xuất, giải thưởng quốc tế, phát minh, đóng góp lớn hoặc quá trình cống hiến',
        'Has a sudden achievement, an international prize, an invention, great contributions or long service'),
    (84, 'HCLD3', 'R1', 'R1', 'c.1', 'judgement', 'D65-17.2', 'Là công nhân có sáng kiến được cấp huyện công nhận',
        'Is a worker whose initiatives the district has recognised'),
    (85, 'HCLD3', 'R1', 'R1', 'c.2', 'judgement', 'D65-17.2',
        'Là nông dân có mô hình sản xuất hiệu quả, ổn định từ 3 năm trở lên',
        'Is a farmer whose model has been effective and stable for at least 3 years'),
    (86, 'HCLD3', 'R2', 'R2', 'a', 'judgement', 'D91-24',
        'Thành tích đặc biệt xuất sắc đột xuất, có phát minh, sáng chế hoặc quá trình cống hiến lâu dài',
        'Has an exceptional sudden achievement, an invention or long service'),
    (91, 'HCLD3', 'R3', 'R4', 'w', 'judgement', 'L2022-44.2',
        'Là công nhân, nông dân, người lao động có phong trào từ 5 năm, sáng chế, đóng góp hoặc thành tích đột xuất',
        'Is a worker or farmer with 5 years in a movement, an invention, contributions or a sudden achievement'),
    (92, 'HCLD1', 'R3', 'R4', 'g', 'judgement', 'L2022-42',
        'Có quá trình cống hiến đủ số năm giữ các chức vụ theo bảng của Chính phủ',
        'Has a process of contribution: enough years in the posts of the Government''s table'),
    (93, 'HCLD2', 'R3', 'R4', 'g', 'judgement', 'D98-17',
        'Có quá trình cống hiến đủ số năm giữ các chức vụ theo bảng của Chính phủ',
        'Has a process of contribution: enough years in the posts of the Government''s table'),
    (94, 'HCLD3', 'R3', 'R4', 'g', 'judgement', 'D152-21',
        'Có quá trình cống hiến đủ số năm giữ các chức vụ theo bảng của Chính phủ',
        'Has a process of contribution: enough years in the posts of the Government''s table'),
    (114, 'BKTTG', 'R1', 'R2', 'a', 'judgement', 'D65-23.1+D91-38.1',
        'Tiêu biểu xuất sắc khi sơ kết, tổng kết một phong trào từ 3 năm trở lên',
        'Was outstanding at the review of a movement of 3 years or more'),
    (115, 'BKTTG', 'R1', 'R2', 'b', 'judgement', 'D65-23.1+D91-38.1',
        'Lập nhiều thành tích hoặc thành tích đột xuất, có ảnh hưởng trong bộ, ngành, tỉnh',
        'Has several achievements or a sudden one, with influence in the ministry or province'),
    (122, 'BKTTG', 'R3', 'R4', 'a', 'judgement', 'L2022-73.1', 'Tiêu biểu xuất sắc trong phong trào thi đua',
        'Was outstanding in an emulation movement'),
    (123, 'BKTTG', 'R3', 'R4', 'c', 'judgement', 'L2022-73.1',
        'Lập thành tích có phạm vi ảnh hưởng trong bộ, ngành, tỉnh',
        'Has an achievement with influence in the ministry or province'),
    (124, 'BKTTG', 'R3', 'R4', 'd', 'judgement', 'L2022-73.1', 'Có đóng góp cho kinh tế, xã hội',
        'Has contributed to the economy and to society'),
    (132, 'BKT', 'R1', 'R1', 'a', 'judgement', 'D65-24.1', 'Tiêu biểu xuất sắc trong phong trào thi đua',
        'Was outstanding in an emulation movement'),
    (133, 'BKT', 'R1', 'R1', 'b', 'judgement', 'D65-24.1',
        'Lập thành tích có ảnh hưởng trong một lĩnh vực của bộ, ngành, tỉnh',
        'Has an achievement with influence in a field of the ministry or province'),
    (137, 'BKT', 'R3', 'R4', 'a', 'judgement', 'L2022-74.1',
        'Có thành tích xuất sắc, được bình xét trong phong trào thi đua',
        'Was outstanding and chosen in an emulation movement'),
    (138, 'BKT', 'R3', 'R4', 'b', 'judgement', 'L2022-74.1',
        'Lập thành tích đột xuất, có ảnh hưởng trong một lĩnh vực',
        'Has a sudden achievement with influence in a field'),
    (139, 'BKT', 'R3', 'R4', 'c', 'judgement', 'L2022-74.1', 'Có nhiều đóng góp cho kinh tế, xã hội',
        'Has made many contributions to the economy and to society'),
    (145, 'BKT', 'R4', 'R4', 'e', 'judgement', 'L2022-74.1(d)/BN86',
        'Là công nhân, nông dân, người lao động có thành tích ảnh hưởng trong phạm vi cấp xã',
        'Is a worker or farmer with an achievement that has influence in the commune'),
    (155, 'GK', 'R1', 'R2', 'a', 'judgement', 'unknown',
        'Chấp hành tốt chủ trương, hoàn thành nhiệm vụ và có thành tích trong phong trào hoặc thành tích đột xuất',
        'Is of good conduct, did the task well, and has an achievement in a movement or a sudden one'),
    (156, 'GK', 'R3', 'R3', 'a', 'judgement', 'L2022-75',
        'Chấp hành tốt chủ trương, hoàn thành nhiệm vụ và có thành tích trong phong trào hoặc thành tích đột xuất',
        'Is of good conduct, did the task well, and has an achievement in a movement or a sudden one'),
    (157, 'GK', 'R4', 'R4', 'a', 'judgement', 'L2022-75/BN86',
        'Chấp hành tốt chủ trương, hoàn thành nhiệm vụ và có thành tích trong phong trào hoặc thành tích đột xuất',
        'Is of good conduct, did the task well, and has an achievement in a movement or a sudden one'),
    (176, 'CSTDCS', 'R1', 'R1', 'a', 'judgement', 'L2003-23', 'Đạt tiêu chuẩn Lao động tiên tiến',
        'Meets the criteria of an Advanced Worker'),
    (178, 'CSTDCS', 'R2', 'R2', 'a', 'judgement', 'D91-9.3', 'Đạt tiêu chuẩn Lao động tiên tiến',
        'Meets the criteria of an Advanced Worker'),
    (183, 'LDTT', 'R1', 'R1', 'a', 'judgement', 'D65-5',
        'Không thuộc trường hợp loại trừ: làm việc dưới 10 tháng, nghỉ từ 40 ngày, bị kỷ luật từ khiển trách',
        'Is not excluded: hired less than 10 months ago, absent 40 working days or more, or disciplined'),
    (184, 'LDTT', 'R1', 'R1', 'a', 'unread', 'L2003-24', 'Tiêu chuẩn của danh hiệu: chưa đọc được điều luật',
        'The criteria of the title: the text has not been read'),
    (186, 'LDTT', 'R3', 'R4', 'b', 'judgement', 'L2022-24',
        'Là công nhân, nông dân, người lao động ngoài biên chế, lao động hiệu quả và gương mẫu',
        'Is a worker or farmer outside the payroll, effective and exemplary')
),
said (number, class, first, last, path, kind, params, source, text_vi, text_en) as (
    select number, class, first, last, path, kind, params::jsonb, source, null, null from condition
    union all
    select number, class, first, last, path, kind, '{}', source, text_vi, text_en from judged
),
word (code, vi, en) as (values
    ('completed', 'hoàn thành nhiệm vụ', 'completed'),
    ('good', 'hoàn thành tốt nhiệm vụ', 'good'),
    ('excellent', 'hoàn thành xuất sắc nhiệm vụ', 'excellent'),
    ('base', 'cấp cơ sở', 'base'),
    ('district', 'cấp huyện', 'district'),
    ('province', 'cấp bộ, cấp tỉnh', 'ministry or province'),
    ('national', 'toàn quốc', 'national')
)
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, path, needs_award_class_id, least, years, rating,
    initiative_level, permille, text_vi, text_en, article, source, confidence)
select ('01600000-0191-7000-8000-' || lpad(s.number::text, 12, '0'))::uuid, c.id, s.kind, 'individual',
    first.valid_from, last.valid_to, s.path, needs.id, p.least, p.years, p.rating, p.level, p.permille,
    case s.kind
        when 'held_award' then
            case
                when p.years is null then format('Đã được tặng %s trước thời gian tính thành tích', needs.name_vi)
                else format('Được tặng %s ít nhất %s lần trong %s năm gần nhất', needs.name_vi, p.least, p.years)
            end
        when 'consecutive_award' then format('%s năm liên tục gần nhất đều đạt %s', p.years, needs.name_vi)
        when 'rating_years' then
            case p.years when 1 then 'Năm gần nhất' else format('%s năm liên tục gần nhất', p.years) end
            || format(' được xếp loại %s', word.vi) || case when p.rating <> 'excellent' then ' trở lên' else '' end
            || coalesce(' hoặc đạt ' || needs.name_vi, '')
        when 'rating_count' then
            format('Ít nhất %s trong %s năm gần nhất được xếp loại %s', p.least, p.years, word.vi)
            || case when p.rating <> 'excellent' then ' trở lên' else '' end
        when 'initiatives' then
            format('Có ít nhất %s sáng kiến, đề tài được công nhận %s trở lên', p.least, word.vi)
            || case p.years
                when 1 then ' trong năm gần nhất'
                else coalesce(' trong ' || p.years || ' năm gần nhất', '')
            end
        else s.text_vi
    end,
    case s.kind
        when 'held_award' then
            case
                when p.years is null then format('Received %s before the years that are counted', needs.name_en)
                else format('Received %s at least %s time(s) in the last %s years', needs.name_en, p.least, p.years)
            end
        when 'consecutive_award' then format('Was %s in each of the last %s years', needs.name_en, p.years)
        when 'rating_years' then
            format('Was rated %s', word.en) || case when p.rating <> 'excellent' then ' or better' else '' end
            || case p.years when 1 then ' in the last year' else format(' in each of the last %s years', p.years) end
            || coalesce(', or was ' || needs.name_en, '')
        when 'rating_count' then
            format('Was rated %s', word.en) || case when p.rating <> 'excellent' then ' or better' else '' end
            || format(' in at least %s of the last %s years', p.least, p.years)
        when 'initiatives' then
            format('Has at least %s initiative(s) or research work(s) recognised at %s level or above', p.least,
                word.en)
            || case p.years
                when 1 then ' in the last year'
                else coalesce(' in the last ' || p.years || ' years', '')
            end
        else s.text_en
    end,
    source.article, source.source, source.confidence
from said s
cross join lateral jsonb_to_record(s.params)
    as p (award_class_code text, least integer, years integer, rating text, level text, permille integer)
join source on source.key = s.source
join award_class c on c.code = s.class
join legal_regime first on first.code = s.first
join legal_regime last on last.code = s.last
left join award_class needs on needs.code = p.award_class_code
left join word on word.code = coalesce(p.rating, p.level)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
